"""Answers about the product or products that are meant."""

from apps.bot.turn.decide.answers import about
from apps.bot.turn.decide.browsing import similar_to
from apps.bot.turn.decide.decision import Decision
from apps.bot.turn.decide.moment import Moment
from apps.bot.turn.lexicon.acts import Act
from apps.bot.turn.references import Target
from apps.bot.turn.replies.lists import product_list


def about_target(moment: Moment) -> Decision | None:
    targets = moment.pointed.targets
    if not targets:
        return None
    if len(targets) > 1:
        return several(moment, targets)
    if moment.said.does(Act.SIMILAR):
        return similar_to(moment, targets[0])
    return about(moment, targets[0])


def several(moment: Moment, targets: tuple[Target, ...]) -> Decision:
    products = tuple(dict.fromkeys(target.product for target in targets))
    listed = product_list(moment.language, head=moment.say("Here they are:"), products=products)
    return Decision.listing("browse", listed, products)
