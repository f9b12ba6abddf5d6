"""The client library, in one place. Imported only where a model is asked: it is large."""

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from django.db import connections
from openai import AsyncOpenAI, DefaultAsyncHttpxClient, OpenAIError
from pydantic_ai import Agent, ModelSettings, RunContext, Tool, UsageLimits
from pydantic_ai.exceptions import AgentRunError
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.openai import OpenAIProvider

from apps.bot.services.model.instructions import INSTRUCTIONS, as_told
from apps.bot.turn.model import MOST_CALLS, CatalogTools

MOST_TOKENS = 400
MOST_REQUESTS = 4
MOST_TOKENS_IN_ALL = 20_000
# ValueError: what an endpoint says is read as JSON of a certain shape.
FAULTS = (AgentRunError, OpenAIError, ValueError)


class ModelAgent:
    def __init__(self, *, url: str, name: str, key: str) -> None:
        # Redirects are not followed: the key and the customer's words are for this endpoint alone.
        http = DefaultAsyncHttpxClient(follow_redirects=False)
        # Some endpoints want no key, but the client insists on one.
        self._client = AsyncOpenAI(base_url=url, api_key=key or "none", max_retries=0, http_client=http)
        # The newer field is OpenAI's own; others know the older one.
        is_openai = urlsplit(url).hostname == "api.openai.com"
        self._agent = Agent(
            OpenAIChatModel(
                name,
                provider=OpenAIProvider(openai_client=self._client),
                profile=OpenAIModelProfile(openai_chat_supports_max_completion_tokens=is_openai),
            ),
            deps_type=CatalogTools,
            instructions=INSTRUCTIONS,
            tools=[_tool(search_products), _tool(product), _tool(shop_facts)],
            retries=0,
        )

    async def draft(self, request: str, tools: CatalogTools, *, within_s: float) -> str:
        """Raises one of FAULTS."""
        done = await self._agent.run(
            request,
            deps=tools,
            model_settings=ModelSettings(max_tokens=MOST_TOKENS, temperature=0.3, timeout=within_s),
            usage_limits=UsageLimits(
                request_limit=MOST_REQUESTS,
                tool_calls_limit=MOST_CALLS,
                total_tokens_limit=MOST_TOKENS_IN_ALL,
            ),
        )
        return done.output

    async def close(self) -> None:
        await self._client.close()


def search_products(
    context: RunContext[CatalogTools], words: str, highest_price: Decimal | None = None
) -> list[dict[str, Any]]:
    with _own_connection():
        return [as_told(found) for found in context.deps.search_products(words, highest_price)]


def product(context: RunContext[CatalogTools], name: str) -> list[dict[str, Any]]:
    with _own_connection():
        return [as_told(found) for found in context.deps.product(name)]


def shop_facts(context: RunContext[CatalogTools]) -> list[str]:
    return list(context.deps.shop_facts())


def _tool(function: Any) -> Tool[CatalogTools]:
    described = getattr(CatalogTools, function.__name__)
    return Tool(function, takes_ctx=True, description=inspect.getdoc(described), sequential=True)


@contextmanager
def _own_connection() -> Iterator[None]:
    """Look-ups run in threads of the library: each has a database connection, which must not outlive it there."""
    try:
        yield
    finally:
        connections.close_all()
