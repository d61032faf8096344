"""Invented openings for measuring and for tests of the engines: the same number and seed give the same openings."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from search.document import OpeningDocument

DAY_ZERO = date(2026, 1, 1)

# ISCO-08 code, and what such work is called in five languages.
OCCUPATIONS = (
    ("5120", ("Cook", "พ่อครัว", "ထမင်းချက်", "ចុងភៅ", "ພໍ່ຄົວ")),
    ("5131", ("Waiter", "พนักงานเสิร์ฟ", "စားပွဲထိုး", "អ្នករត់តុ", "ພະນັກງານເສີບ")),
    ("9111", ("Domestic cleaner", "แม่บ้าน", "အိမ်ဖော်", "អ្នកបម្រើផ្ទះ", "ແມ່ບ້ານ")),
    ("9313", ("Building construction labourer", "คนงานก่อสร้าง", "ဆောက်လုပ်ရေးလုပ်သား", "កម្មករសំណង់", "ກຳມະກອນກໍ່ສ້າງ")),
    ("8153", ("Sewing machine operator", "พนักงานเย็บผ้า", "စက်ချုပ်သမား", "អ្នកដេរសម្លៀកបំពាក់", "ຄົນຫຍິບເຄື່ອງ")),
    ("9211", ("Crop farm labourer", "คนงานเกษตร", "လယ်ယာလုပ်သား", "កម្មករកសិដ្ឋាន", "ກຳມະກອນກະສິກຳ")),
    ("6222", ("Deep-sea fishery worker", "ลูกเรือประมง", "ငါးဖမ်းလုပ်သား", "អ្នកនេសាទ", "ຊາວປະມົງ")),
    ("7212", ("Welder", "ช่างเชื่อม", "ဂဟေဆော်", "ជាងផ្សារ", "ຊ່າງຈອດ")),
    ("8322", ("Van driver", "คนขับรถ", "ယာဉ်မောင်း", "អ្នកបើកបរ", "ຄົນຂັບລົດ")),
    ("5322", ("Home-based care worker", "ผู้ดูแลผู้สูงอายุ", "သူနာပြုစောင့်ရှောက်သူ", "អ្នកថែទាំ", "ຜູ້ດູແລ")),
    ("9329", ("Factory packer", "พนักงานโรงงาน", "စက်ရုံလုပ်သား", "កម្មកររោងចក្រ", "ກຳມະກອນໂຮງງານ")),
    ("6121", ("Range sheepherder", "คนเลี้ยงแกะ", "သိုးကျောင်း", "អ្នកគង្វាលចៀម", "ຄົນລ້ຽງແກະ")),
)
DESTINATIONS = (
    ("TH", ("Thailand", "ประเทศไทย", "ထိုင်းနိုင်ငံ", "ប្រទេសថៃ", "ປະເທດໄທ")),
    ("MY", ("Malaysia", "มาเลเซีย", "မလေးရှား", "ម៉ាឡេស៊ី", "ມາເລເຊຍ")),
    ("JP", ("Japan", "ญี่ปุ่น", "ဂျပန်", "ជប៉ុន", "ຍີ່ປຸ່ນ")),
    ("KR", ("Korea", "เกาหลี", "ကိုရီးယား", "កូរ៉េ", "ເກົາຫຼີ")),
    ("SG", ("Singapore", "สิงคโปร์", "စင်ကာပူ", "សិង្ហបុរី", "ສິງກະໂປ")),
)
_LANGUAGES = ("en", "th", "my", "km", "lo")
_PHRASES = (
    "Six days a week, overtime paid by the hour", "Meals on working days", "Contract of two years",
    "ที่พักใกล้โรงงาน", "ทำงานสัปดาห์ละหกวัน", "တစ်ပတ်လျှင် ခြောက်ရက် အလုပ်လုပ်ရမည်", "နေစရာပေးသည်", "សម្រាកមួយថ្ងៃក្នុងមួយសប្តាហ៍",
    "មានកន្លែងស្នាក់នៅ", "ເຮັດວຽກຫົກມື້ຕໍ່ອາທິດ", "ມີບ່ອນພັກ", "Safety training before the first day", "Return ticket paid",
)  # fmt: skip
_SYLLABLES = ("ba", "ko", "mi", "ta", "lu", "sen", "ra", "do", "wi", "pan", "chai", "ron", "sim", "ven", "gar", "tel")


def opening(number: int, seed: int = 0) -> OpeningDocument:
    """One invented opening; its id is the number in ten digits."""
    pick = random.Random(f"{seed}:{number}")
    code, names = pick.choice(OCCUPATIONS)
    country, country_names = pick.choice(DESTINATIONS)
    languages = tuple(sorted(pick.sample(_LANGUAGES, pick.randint(1, 5))))
    town = "".join(pick.choice(_SYLLABLES) for _ in range(pick.randint(2, 4))).title()
    employer = "".join(pick.choice(_SYLLABLES) for _ in range(3)).title()
    published = DAY_ZERO + timedelta(days=pick.randrange(300))
    certified = pick.random() < 0.1
    return OpeningDocument(
        id=f"{number:010d}",
        titles=tuple((language, f"{names[_LANGUAGES.index(language)]} {town}") for language in languages),
        occupation=code if pick.random() < 0.95 else code[:2],
        occupation_names=names,
        employer=f"Example {employer} {pick.choice(('Foods', 'Garments', 'Builders', 'Farm', 'Marine'))}",
        agency="" if certified else f"{pick.randrange(120):06d}",
        agency_name="" if certified else f"Example agency {employer}",
        origins=tuple(sorted(pick.sample(("MM", "KH", "LA", "TH"), pick.randint(0, 3)))),
        destination=country,
        channel=pick.choice(("MOU", "EPS", "SSW", "DIRECT")),
        place_codes=(f"{country}-{pick.randrange(30)}", f"MMR{pick.randrange(1, 18):03d}"),
        place_names=(*country_names, town),
        wage_usd=None if pick.random() < 0.05 else Decimal(pick.randrange(250, 2500)),
        cost_months=None if pick.random() < 0.2 else Decimal(pick.choice((0, 0, 1, 2, 5, 8, 10, 15, 30))) / 10,
        start=None if pick.random() < 0.3 else published + timedelta(days=pick.randrange(200)),
        housing=pick.choice((True, True, False, None)),
        basis="certified_order" if certified else "vetted_agency",
        languages=languages,
        published=published,
        visible_until=published + timedelta(days=pick.randrange(30, 500)),
        text=". ".join(pick.sample(_PHRASES, 4)),
        languages_needed=pick.choice(((), (), (), ("th",), ("ja", "en"))),
    )


def synthetic_documents(count: int, seed: int = 0) -> Iterator[OpeningDocument]:
    """`count` invented openings."""
    return (opening(number, seed) for number in range(1, count + 1))
