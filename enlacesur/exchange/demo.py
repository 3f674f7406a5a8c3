"""Needs, strengths, experts and exchanges of the demonstration, as they would stand after some months of use."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from enlacesur.core import profile
from enlacesur.exchange.models import Exchange, Expert, Need, Strength, Terms
from enlacesur.exchange.states import ExchangeState
from enlacesur.network.models import Organisation
from enlacesur.practices.models import Practice

Find = Callable[[str], Organisation]


def load_demo(find: Find, practices: Mapping[str, Practice]) -> int:
    """Returns how many rows there are."""
    needs = {row["key"]: load_need(row, find) for row in profile.read("demo/needs.toml")["need"]}
    strengths = {row["key"]: load_strength(row, find) for row in profile.read("demo/strengths.toml")["strength"]}
    experts = [load_expert(row, find) for row in profile.read("demo/experts.toml")["expert"]]
    things: dict[str, Mapping[str, Any]] = {"need": needs, "strength": strengths, "practice": practices}
    exchanges = [load_exchange(row, find, things) for row in profile.read("demo/exchanges.toml")["exchange"]]
    return len(needs) + len(strengths) + len(experts) + len(exchanges)


def load_need(row: dict[str, Any], find: Find) -> Need:
    return Need.objects.create(
        organisation=find(row["city"]),
        posted_at=timezone.now() - timedelta(days=row["days_ago"], hours=3),
        **{name: row[name] for name in NEED_COLUMNS if name in row},
    )


SHARED_COLUMNS = ("language", "text", "themes", "sdgs", "languages")
NEED_COLUMNS = (*SHARED_COLUMNS, "title", "modalities", "ceiling_usd", "by", "visibility", "hide_city")


def load_strength(row: dict[str, Any], find: Find) -> Strength:
    columns = (*SHARED_COLUMNS, "title", "modalities", "per_year")
    return Strength.objects.create(organisation=find(row["city"]), **{name: row[name] for name in columns})


def load_expert(row: dict[str, Any], find: Find) -> Expert:
    columns = (*SHARED_COLUMNS, "name", "profession", "hours_per_year")
    return Expert.objects.create(
        organisation=find(row["city"]), consent=True, **{name: row[name] for name in columns if name in row}
    )


def load_exchange(row: dict[str, Any], find: Find, things: Mapping[str, Mapping[str, Any]]) -> Exchange:
    asked = before(row["starts"], 60)
    exchange = Exchange.objects.create(
        asker=find(row["asker"]),
        provider=find(row["provider"]),
        message=row["message"],
        language=row["language"],
        asked_at=asked,
        **{name: rows[row[name]] for name, rows in things.items() if row.get(name) in rows},
    )
    exchange.terms = Terms.objects.create(
        exchange=exchange,
        number=1,
        proposed_by=exchange.asker,
        **{name: row.get(name, "") for name in ("topic", "modality", "starts", "ends", "people", "costs")},
    )
    settle(exchange, row)
    exchange.save()
    return exchange


def settle(exchange: Exchange, row: dict[str, Any]) -> None:
    """Bring an exchange into the state in which the demonstration shows it."""
    exchange.state = ExchangeState(row["state"])
    if exchange.state == ExchangeState.DECLINED:
        exchange.closing_reason = row["reason"]
    if exchange.state in (ExchangeState.AGREED, ExchangeState.CONFIRMED):
        exchange.agreed_at, exchange.year = before(row["starts"], 40), row["starts"].year
    if exchange.state == ExchangeState.CONFIRMED:
        done = before(row["ends"], -10)
        exchange.done_at = exchange.asker_confirmed_at = exchange.provider_confirmed_at = done
        exchange.asker_outcome, exchange.provider_outcome = row["outcome_asker"], row["outcome_provider"]


def before(day: date, days: int) -> datetime:
    """So many days before a day, never in the future."""
    return min(timezone.make_aware(datetime.combine(day - timedelta(days=days), time(9))), timezone.now())
