"""Agencies found by what people call them: any script, typing errors, company forms, licence numbers, spoken ids."""

from pathlib import Path

import pytest
from django.core.management import call_command

from agencies import actions
from agencies.checking import FoundBy, check
from agencies.models import Agency, AgencyAlias
from agencies.names import find_by_name, fold_name, ids_with_words
from foundation.codes import with_check

HOME = Path(__file__).parents[2] / "agencies"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("M/S Leza Overseas Ltd.", "leza overseas limited"),
        ("บริษัทจัดหางาน ไทยเลเบอร์ ซัพพลาย จำกัด", "ไทยเลเบอร์ ซัพพลาย"),
        ("บริษัท ไทยเลเบอร์ จํากัด (มหาชน)", "ไทยเลเบอร์"),
        ("Agensi Pekerjaan Megawi Sdn. Bhd.", "MEGAWI"),
        ("期柏有限公司", "期柏"),
        ("G.M.G. Trading (Pvt) Ltd.", "gmg trading"),
        ("Café  Été", "cafe ete"),
    ],
)
def test_company_forms_signs_and_accents_do_not_tell_names_apart(one, other):
    assert fold_name(one) == fold_name(other)


def test_a_name_made_only_of_company_forms_is_kept():
    assert fold_name("Company Limited") == "company limited"


@pytest.fixture(scope="module")
def registers(django_db_setup, django_db_blocker):
    """Three real registers, read once for this module."""
    with django_db_blocker.unblock():
        from django.db import transaction

        with transaction.atomic():
            for name in (
                "bd_recruiting_agencies",
                "my_private_employment_agencies",
                "th_licensed_recruitment_agencies",
            ):
                call_command(
                    "import_agencies",
                    HOME / "content/registers" / f"{name}.csv",
                    source=HOME / "sources" / f"{name}.toml",
                    json=True,
                )
            yield
            transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("Orchard International", "Orchard International"),
        ("orchard internatinal", "Orchard International"),
        ("leza oversea", "Leza Overseas Ltd."),
        ("megawi", "Agensi Pekerjaan Megawi Sdn Bhd"),
        ("ไทยเลเบอร์ ซัพพลาย", "บริษัทจัดหางาน ไทยเลเบอร์ ซัพพลาย จำกัด"),
        ("วีดรากอน", "บริษัทจัดหางาน วี ดรากอน จำกัด"),
    ],
)
def test_a_name_as_people_write_it_finds_its_agency_first(registers, asked, found):
    answer = check(asked)
    assert answer.found_by is FoundBy.NAME
    assert answer.agencies[0].name == found


@pytest.mark.parametrize("asked", ["RL-0010", "rl 10", "RL10", "RL-၁၀", "๑๐ RL"])
def test_a_licence_number_is_found_however_it_is_written(registers, asked):
    answer = check(asked)
    if asked == "๑๐ RL":
        assert answer.found_by is not FoundBy.LICENCE  # turned round it is no licence number
    else:
        assert (answer.found_by, answer.agencies[0].name) == (FoundBy.LICENCE, "Orchard International")


def test_a_company_number_is_found_too(registers):
    assert check("0105525013192").agencies[0].country == "TH"
    assert check("497958-X").agencies[0].name == "Agensi Pekerjaan Megawi Sdn Bhd"


def test_our_number_is_found_with_blanks_hyphens_or_local_digits(registers):
    agency = Agency.objects.first()
    number = agency.public_id
    local = number.translate(str.maketrans("0123456789", "၀၁၂၃၄၅၆၇၈၉"))
    for typed in (number, f" {number[:4]} {number[4:]} ", f"{number[:4]}-{number[4:]}", f"{local[:4]} {local[4:]}"):
        answer = check(typed)
        assert (answer.found_by, answer.agencies) == (FoundBy.PUBLIC_ID, [agency])


def test_one_wrong_digit_finds_nothing_and_is_told(registers):
    number = Agency.objects.first().public_id
    answer = check(number[:-1] + str((int(number[-1]) + 1) % 10))
    assert (answer.found_by, answer.agencies, answer.mistyped) == (FoundBy.NOTHING, [], True)


def test_the_number_of_a_merged_record_leads_to_the_other(registers):
    agency = Agency.objects.first()
    AgencyAlias.objects.create(public_id=with_check("100000"), agency=agency)
    assert check("1000 00" + with_check("100000")[6:]).agencies == [agency]


@pytest.mark.parametrize("asked", ["", "   ", "zzzzqqqq", "\x00\x01", "\ud800", "a" * 10_000, "%_%", "٪", "🙂"])
def test_what_names_nobody_finds_nobody(registers, asked):
    assert check(asked).agencies == []


def test_a_part_of_many_names_gives_at_most_twenty_candidates(registers):
    assert 2 <= len(check("international").agencies) <= 20
    assert len(ids_with_words("international")) > 20


def test_a_new_name_is_found_at_once():
    agency = actions.register_agency("Blue Lotus", "MM")
    assert [pk for pk, _ in find_by_name("blue lotus")] == [agency.pk]
    actions.name_agency(agency, "my", "ကြာပြာ")
    assert [pk for pk, _ in find_by_name("ကြာပြာ")] == [agency.pk]
    actions.name_agency(agency, "my", "ကြာနီ")
    assert [pk for pk, _ in find_by_name("ကြာပြာ")] == [agency.pk]
    actions.correct_agency(agency, reason="x", name="Red Rose")
    assert find_by_name("blue lotus") == []


def test_a_name_typed_in_zawgyi_finds_the_agency_named_in_unicode():
    from search import zawgyi

    name = "မြန်မာ့ရွှေလမ်းအလုပ်အကိုင်အကျိုးဆောင်"
    agency = actions.register_agency("Golden Way", "MM", names={"my": name})
    typed = zawgyi.to_zawgyi(name) if hasattr(zawgyi, "to_zawgyi") else "ျမန္မာ့ေ႐ႊလမ္းအလုပ္အကိုင္အက်ိဳးေဆာင္"
    assert [pk for pk, _ in find_by_name(typed)] == [agency.pk]


def test_looking_up_takes_few_queries(registers, django_assert_max_num_queries):
    check("orchard")
    with django_assert_max_num_queries(4):
        check("orchard")
