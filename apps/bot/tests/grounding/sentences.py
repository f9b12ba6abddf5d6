"""Sentences a shop says, with places for what can be true or false of one product or of two."""

# Places: name price low high was save percent left some there size colour link; a second product as name2 price2.
ENGLISH = r"""
1. {name} — {price}
{name} - {price}
{name}: {price}
*{name}*\n{price}
*{name}*\n{price}\n{There}\n{link}
{name} ({price})
• {name} @ {price}
The {name} costs {price}.
The {name} is {price}.
The price of the {name} is {price}.
It costs {price}.
It goes for {price} and it's {there}.
Price: {price}
Yes, we have the {name} at {price}.
You can get the {name} for {price}.
{price} for the {name}.
Great choice! The {name} goes for {price}. Would you like it?
The {name} is {there} and costs {price}.
The {name} is {there}.
{name}: {there}
{name} — {price}, {there}
{name} — {price} · {there}
Thanks for asking! The {name} is now {price}, down from {was}.
It was {was}, now {price}.
{price} (was {was})
You save {save} on the {name}.
The {name} is {percent}% off.
We have only {left} of these left.
{name} — only {left} left
Only {left} left in stock!
There are {left} left. Each is {price}.
Hurry, {left} remaining!
*{name}*\n{some}
{name}: {price}\n{some}
The {name} ranges from {low} to {high}.
{name} — {low} – {high}
Prices start from {low}.
Between {low} and {high}, depending on the option.
The {name} comes in size {size}.
Size {size} is available.
It is available in {colour}.
The {name} in {colour} is lovely.
Order it here: {link}
{about}
The {name} is {price}. {about}
*{name}*\n{price}\n{about}
{name}: {detail}
*{name}*\n{price}\n{detail}
We have just what you need: the {name} at {price}, {there}.
Hi there 😊 The {name} is {there} at {price}. Shall I put one aside for you?
Of the two, the {name} costs {price} and the {name2} {price2}.
See the {name} at {link}
The {name} is {price} while the {name2} is {price2}.
1. {name} — {price}\n2. {name2} — {price2}
{name} ({price}) and {name2} ({price2})
{name} and {name2} cost {price} and {price2} respectively.
We have the {name} at {price} and the {name2} at {price2}.
We have the {name} and the {name2}.
The {name2} costs {price2}; the {name} costs {price}.
""".strip().split("\n")
SWAHILI = r"""
Bei ni {price}
Bei ya {name} ni {price}.
{name} ni {price} tu.
{name} inauzwa {price}.
{name} inauzwa kwa {price} na {iko}.
Tuna {name} kwa {price}.
Ndiyo, {name} {iko}.
{name} — {price} · {iko}
Zimebaki {left} tu.
{name}: zimebaki {left}
*{name}*\n{some}
Bei imepungua kutoka {was} hadi {price}.
Ilikuwa {was}, sasa ni {price}.
Utaokoa {save}.
Punguzo la {percent}%!
Bei kuanzia {low} hadi {high}.
Saizi {size} ipo.
{name} ni {price} na {name2} ni {price2}.
1. {name} — {price}\n2. {name2} — {price2}\nUngependa ipi?
Tuna {name} na {name2}.
{name} ni {price}. {about}
{name}\nBei: {price}\n{detail}
Habari! {name} {iko}, bei ni {price} tu. Ungependa moja?
Niko na {name}, bei ni {price}, uko interested?
Hiyo {name} ni {price}, na {iko}. Nikuwekee moja?
""".strip().split("\n")
