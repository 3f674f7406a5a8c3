from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from enlacesur.core.forms import DayInput, Folded, Form, LongText, dress, set_choices
from enlacesur.network.forms import grouped_organisations
from enlacesur.network.models import Organisation, today
from enlacesur.review import outcome
from enlacesur.review.actions import AGAINST, COMMENT, SCORE, TOO_EARLY, Answers, answers_of
from enlacesur.review.models import Evaluation, Evaluator, ReadLanguage, Recommendation
from enlacesur.review.rubrics import Criterion
from enlacesur.review.states import FAVOURABLE, Decision
from enlacesur.taxonomy.models import Vocabulary
from enlacesur.taxonomy.vocabulary import choices

MANY = forms.CheckboxSelectMultiple
SHORT = forms.Textarea(attrs={"rows": 3})
LONGEST_DRAFT = 20_000  # characters that a draft keeps of one text, whatever may be handed in


class ProfileForm(Folded):
    """ "I offer to evaluate"."""

    later = ("sdgs",)

    themes = forms.MultipleChoiceField(
        label=_("Themes that you can judge"),
        widget=MANY,
        error_messages={"required": _("Choose at least one theme: by it you are proposed.")},
    )
    sdgs = forms.TypedMultipleChoiceField(
        label=_("Sustainable Development Goals"), widget=MANY, coerce=int, required=False
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages in which you read"),
        widget=MANY,
        choices=ReadLanguage.choices,
        error_messages={"required": _("Choose at least one language.")},
    )

    class Meta:
        model = Evaluator
        fields = ["about", "organisation", "themes", "languages", "at_once", "sdgs"]
        labels = {
            "about": _("What have you done in these themes?"),
            "organisation": _("The institution that presents you"),
            "at_once": _("How many evaluations do you take at once?"),
        }
        help_texts = {
            "about": _("Two or three sentences. The secretariat reads them; authors never learn who evaluates."),
            "at_once": _("Each takes some two hours. When you have as many, nothing more is asked of you."),
        }
        widgets = {
            "about": forms.Textarea(attrs={"rows": 4}),
            "at_once": forms.NumberInput(attrs={"min": 1, "max": 20, "inputmode": "numeric"}),
        }

    def __init__(self, *args: Any, affiliations: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "themes", choices(Vocabulary.THEMES))
        set_choices(self, "sdgs", [(slug, f"{slug} · {label}") for slug, label in choices(Vocabulary.SDGS)])
        self.fields["about"].required = True
        own = Organisation.objects.filter(pk__in=[one.organisation_id for one in affiliations])
        self.fields["organisation"].queryset = own  # type: ignore[attr-defined]  # nobody is presented by another one

    def profile(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class TieForm(Form):
    organisation = forms.TypedChoiceField(label=_("Institution"), coerce=int)
    why = forms.CharField(
        label=_("What ties you to it"),
        help_text=_("You worked there, advised it, have family in its government, compete with it…"),
        max_length=300,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", "tie_%s")  # it stands on one page with the profile, which names one too
        super().__init__(*args, **kwargs)
        set_choices(self, "organisation", [("", "—"), *grouped_organisations(Organisation.objects.all())])

    def clean_organisation(self) -> Organisation:
        return Organisation.objects.get(pk=self.cleaned_data["organisation"])


class ReasonForm(Form):
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class EvaluationForm(Form):
    """The rubric. A draft keeps what is there already; only what is handed in has to be whole."""

    to_authors = LongText(
        label=_("Comment to the authors"),
        help_text=_("They read it when it is decided, without your name: what is good, and what would make it better."),
        error_messages={"required": _("Write something to the authors: they learn most from it.")},
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    recommendation = forms.ChoiceField(
        label=_("What do you recommend?"),
        choices=Recommendation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what you recommend.")},
    )
    note = LongText(label=_("A word to the secretariat alone"), max_length=3000, required=False, widget=SHORT)

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, initial=initial_of(evaluation), **kwargs)
        self.rubric = evaluation.assessment.rubric_used
        for criterion in self.rubric.criteria:
            self.fields[f"{SCORE}{criterion.slug}"] = self.score_of(criterion)
            self.fields[f"{COMMENT}{criterion.slug}"] = comment_of(criterion)
        rows = [(f"{SCORE}{slug}", f"{COMMENT}{slug}") for slug in self.rubric.slugs]
        dress(self)
        self.order_fields([*(name for row in rows for name in row), "to_authors", "recommendation", "note"])

    def score_of(self, criterion: Criterion) -> forms.TypedChoiceField:
        return forms.TypedChoiceField(
            label=criterion.label,
            help_text=f"{criterion.guide} {counts(criterion)}",
            choices=[(level.value, f"{level.value} · {level.label}") for level in self.rubric.levels],
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={"required": gettext("“%(criterion)s” has no score yet.") % {"criterion": criterion.label}},
        )

    def answers(self) -> Answers:
        """Whatever is there and makes sense, when not everything is."""
        self.is_valid()
        scores = {slug: self.cleaned_data.get(f"{SCORE}{slug}") for slug in self.rubric.slugs}
        return Answers(
            scores={slug: score for slug, score in scores.items() if isinstance(score, int)},
            comments={slug: self.text_of(f"{COMMENT}{slug}") for slug in self.rubric.slugs},
            **{name: self.text_of(name) for name in ("to_authors", "note")},
            recommendation=self.cleaned_data.get("recommendation", ""),
        )

    def text_of(self, name: str) -> str:
        """Also what cannot be handed in so, as one that is too long: nobody loses what they wrote."""
        if name in self.cleaned_data:
            return str(self.cleaned_data[name])
        raw = self[name].data or ""
        return str(raw).replace("\x00", "").replace("\r\n", "\n")[:LONGEST_DRAFT]


def counts(criterion: Criterion) -> str:
    return gettext("It counts for %(percent)s %%.") % {"percent": round(criterion.weight * 100)}


def comment_of(criterion: Criterion) -> forms.CharField:
    label = gettext("Why, of “%(criterion)s”") % {"criterion": criterion.label}
    return LongText(label=label, max_length=3000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


def initial_of(evaluation: Evaluation) -> dict[str, Any]:
    return {name: value for name, (value,) in answers_of(evaluation).sent().items()}


class DueForm(Form):
    due = forms.DateField(label=_("To be in by"), widget=DayInput())

    def clean_due(self) -> Any:
        if self.cleaned_data["due"] <= today():
            raise forms.ValidationError(_("Give them some days at least."))
        return self.cleaned_data["due"]


class DecisionForm(Form):
    """What may be decided now; and, where nobody recommends it, why it is decided all the same."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": TOO_EARLY},
    )
    against_reason = forms.CharField(
        label=_("Why you decide otherwise"),
        help_text=_("It is kept with the decision, and the secretariat alone reads it."),
        max_length=3000,
        widget=SHORT,
        error_messages={"required": AGAINST},
    )
    reasons = forms.CharField(
        label=_("Reasons, to the authors"),
        help_text=_("They read them with the evaluators' comments and the means, when you decide."),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    public_summary = forms.CharField(
        label=_("Summary for everybody"),
        help_text=_("What stands on its public page when it is accepted or distinguished: what is good about it."),
        max_length=2000,
        required=False,
        widget=SHORT,
    )

    def __init__(self, *args: Any, assessment: Any, evaluations: Iterable[Evaluation], **kwargs: Any) -> None:
        """`assessment`: as with_stage has read it."""
        super().__init__(*args, **kwargs)
        self.recommended = outcome.recommended(evaluations)
        if assessment.is_open and not outcome.is_ready_as(assessment):
            set_choices(self, "decision", [(Decision.RETURNED, Decision.RETURNED.label)])
            self.fields["decision"].help_text = TOO_EARLY
            del self.fields["public_summary"]
        self.is_against = outcome.is_against(assessment, self.data.get("decision", ""), self.recommended)
        late = not assessment.is_open and self.data.get("against_reason")  # what was written stays
        if not (self.is_against or late):
            del self.fields["against_reason"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("decision") in FAVOURABLE and not said.get("public_summary"):
            self.add_error("public_summary", _("Write the summary that everybody will read."))
        return said

    @property
    def in_favour_of(self) -> str:
        """What they recommend instead, in words."""
        return ", ".join(str(Recommendation(one).label) for one in self.recommended)
