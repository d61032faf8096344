"""The invented world of the demo: agencies, CSOs, employers, trades and wages. Every name carries the word example."""

from dataclasses import dataclass, field

MARK = {"en": "example", "my": "နမူနာ", "km": "ឧទាហរណ៍", "lo": "ຕົວຢ່າງ", "th": "ตัวอย่าง"}


@dataclass(frozen=True)
class Fee:
    """One line that an agency discloses: ILO category, what it is, amount (None: not said), currency, who pays."""

    category: str
    item: str
    amount: str | None
    currency: str
    payer: str = "worker"


@dataclass(frozen=True)
class ExampleAgency:
    """An invented agency: its corridors, how many CSOs vouch, what it discloses, and what is wrong with it, if anything."""

    name: str
    own_name: str
    language: str
    country: str
    corridors: tuple[str, ...]
    fees: tuple[Fee, ...]
    vouches: int = 2
    licence_days: int = 400
    trouble: str = ""
    paid: tuple[str, str, int] | None = None  # workers report: amount, currency, how many reports
    phone: str = ""


MM_FEES = (
    Fee("recruitment_fee", "Myanmar agency service fee", "120000", "MMK"),
    Fee("administrative", "Overseas Worker Identification Card", "5000", "MMK"),
    Fee("medical", "Health check before departure", "30000", "MMK"),
    Fee("administrative", "Visa and work permit", "0", "THB"),
    Fee("travel_lodging", "Home to border transport, food and lodging", "0", "MMK"),
)
MM_FREE = (
    Fee("recruitment_fee", "Myanmar agency service fee", "0", "MMK"),
    Fee("medical", "Health check before departure", "0", "MMK"),
    Fee("travel_lodging", "Transport to the work site", "0", "MMK"),
)
KH_FREE = (
    Fee("recruitment_fee", "Agency service fee today", "0", "USD"),
    Fee("medical", "Health check before departure", "0", "USD"),
    Fee("travel_lodging", "Home to border transport, food and lodging", "0", "USD"),
)
KH_FEES = (
    Fee("administrative", "Overseas Cambodian Worker Card", "40", "USD"),
    Fee("medical", "Health check", "0", "USD"),
)
LA_FEES = (
    Fee("administrative", "Permit to send workers", "300000", "LAK"),
    Fee("medical", "Health check", "150000", "LAK"),
)
LA_FREE = (
    Fee("recruitment_fee", "Lao agency service fee", "0", "LAK"),
    Fee("administrative", "Permit to send workers", "0", "LAK"),
)
SG_FEES = (Fee("recruitment_fee", "Placement fee", "500", "SGD"), Fee("medical", "Health check", "40", "USD"))
MY_FEES = (Fee("recruitment_fee", "Placement fee", "900", "MYR"), Fee("medical", "Health check", "60", "USD"))
JP_FEES = (
    Fee("recruitment_fee", "Agency fee, specified skilled worker", "1200", "USD"),
    Fee("training_orientation", "Language course charged by the agency", "0", "USD"),
)
JP_FREE = (
    Fee("recruitment_fee", "Agency service fee today", "0", "USD"),
    Fee("training_orientation", "Language course charged by the agency", "0", "USD"),
    Fee("travel_lodging", "Air ticket", "0", "USD"),
)
KR_FEES = (
    Fee("skills_test", "EPS-TOPIK registration", "28", "USD"),
    Fee("recruitment_fee", "State agency service fee", "0", "USD"),
)

AGENCIES = (
    ExampleAgency(
        "Blue Heron Overseas",
        "ဗျိုင်းပြာ ပြည်ပအလုပ်အကိုင်",
        "my",
        "MM",
        ("MM-TH-MOU",),
        MM_FEES,
        paid=("165000", "MMK", 14),
    ),
    ExampleAgency(
        "Morning Rice Employment",
        "နံနက်ခင်းစပါး အလုပ်အကိုင်",
        "my",
        "MM",
        ("MM-TH-MOU",),
        MM_FREE,
        vouches=3,
        paid=("0", "MMK", 9),
    ),
    ExampleAgency(
        "Paper Boat Manpower", "စက္ကူလှေ လုပ်သားအကျိုးဆောင်", "my", "MM", ("MM-SG-WORK_PERMIT", "MM-SG-MDW"), SG_FEES
    ),
    ExampleAgency("Three Lanterns Services", "မီးအိမ်သုံးလုံး ဝန်ဆောင်မှု", "my", "MM", ("MM-JP-TITP", "MM-JP-SSW"), JP_FEES),
    ExampleAgency(
        "Quiet Harbour Recruitment", "ဆိပ်ကမ်းငြိမ် အလုပ်အကိုင်", "my", "MM", ("MM-MY-AGENCY",), MY_FEES, trouble="lifted"
    ),
    ExampleAgency("River Stone Sending Office", "မြစ်ကျောက်ခဲ စေလွှတ်ရေးရုံး", "my", "MM", ("MM-KR-EPS",), KR_FEES),
    ExampleAgency(
        "Sugar Palm Overseas", "ដើមត្នោត ការងារក្រៅប្រទេស", "km", "KH", ("KH-TH-MOU",), KH_FREE, paid=("0", "USD", 11)
    ),
    ExampleAgency("Lotus Bridge Employment", "ស្ពានឈូក ជ្រើសរើសពលករ", "km", "KH", ("KH-TH-MOU",), KH_FEES),
    ExampleAgency(
        "White Crane Training and Work", "ក្រៀលស បណ្តុះបណ្តាល និងការងារ", "km", "KH", ("KH-JP-SSW", "KH-JP-TITP"), JP_FREE
    ),
    ExampleAgency("Clear Lake Sending Office", "បឹងថ្លា ការិយាល័យបញ្ជូនពលករ", "km", "KH", ("KH-KR-EPS",), KR_FEES),
    ExampleAgency("Champa Road Employment", "ທາງຈຳປາ ຈັດຫາງານ", "lo", "LA", ("LA-TH-MOU",), LA_FEES),
    ExampleAgency("Mountain Bell Services", "ລະຄັງພູ ບໍລິການ", "lo", "LA", ("LA-TH-MOU",), LA_FREE),
    ExampleAgency(
        "Green Terrace Sending Office", "ນາຂັ້ນໄດ ສົ່ງແຮງງານ", "lo", "LA", ("LA-KR-EPS", "LA-KR-SEASONAL"), KR_FEES
    ),
    # What is not in order, so that each standing can be seen.
    ExampleAgency("One Candle Manpower", "ဖယောင်းတိုင်တစ်တိုင် လုပ်သား", "my", "MM", ("MM-TH-MOU",), MM_FEES, vouches=1),
    ExampleAgency(
        "Tall Fence Overseas",
        "ခြံစည်းရိုးမြင့် ပြည်ပအလုပ်အကိုင်",
        "my",
        "MM",
        ("MM-TH-MOU",),
        (Fee("recruitment_fee", "Myanmar agency service fee", "400000", "MMK"),),
    ),
    ExampleAgency("Broken Gate Employment", "တံခါးကျိုး အလုပ်အကိုင်", "my", "MM", ("MM-TH-MOU",), MM_FEES, trouble="suspended"),
    ExampleAgency("Late Monsoon Services", "មូសុងយឺត សេវាកម្ម", "km", "KH", ("KH-TH-MOU",), KH_FREE, licence_days=-20),
    ExampleAgency("Short Candle Employment", "ទៀនខ្លី ជ្រើសរើសពលករ", "km", "KH", ("KH-TH-MOU",), KH_FREE, licence_days=12),
    ExampleAgency(
        "Two Ledgers Overseas", "စာရင်းနှစ်အုပ် ပြည်ပအလုပ်အကိုင်", "my", "MM", ("MM-TH-MOU",), MM_FREE, paid=("480000", "MMK", 12)
    ),
    ExampleAgency("Silent Ledger Services", "ບັນຊີງຽບ ບໍລິການ", "lo", "LA", ("LA-TH-MOU",), ()),
)


@dataclass(frozen=True)
class ExampleCSO:
    """An invented civil-society organisation and its kind."""

    name: str
    kind: str
    country: str
    accredited: bool = True


CSOS = (
    ExampleCSO("Border Workers' Union", "trade_union", "MM"),
    ExampleCSO("Light of Mercy Network", "faith", "MM"),
    ExampleCSO("Township Rights Group", "grassroots", "MM"),
    ExampleCSO("Mekong Migration Study Centre", "research", "KH"),
    ExampleCSO("Safe Return House", "service", "KH"),
    ExampleCSO("Families of Migrants Circle", "grassroots", "LA"),
    ExampleCSO("Labour Light Association", "trade_union", "LA"),
)


@dataclass(frozen=True)
class Market:
    """A destination of the demo: wages (lowest, highest, step), how they are paid, places, trades (ISCO-08) of employers."""

    currency: str
    per: str
    wages: tuple[int, int, int]
    hours: int
    places: tuple[str, ...]
    trades: dict[str, tuple[str, ...]]
    housing: bool = True
    positions: tuple[int, int] = (4, 60)
    cities: dict[str, str] = field(default_factory=dict)


FOOD = ("7511", "8160", "9321", "9329", "9112")
SEWING = ("8153", "7531", "9321", "8154")
BUILDING = ("9313", "7112", "7114", "7212", "7411", "7123")
FARM = ("9211", "9213", "6112", "9212", "6130")
CARE = ("5322", "5321")
HOTEL = ("9112", "5120", "9412", "5131")
PLANT = ("8211", "8212", "8142", "9329", "9333", "8344", "7212")
HOME = ("9111", "5322", "5311")

MARKETS = {
    "TH": Market(
        "THB",
        "day",
        (345, 430, 5),
        48,
        ("TH-74", "TH-10", "TH-11", "TH-20", "TH-21", "TH-90", "TH-83", "TH-24"),
        {
            "Seafood": FOOD,
            "Garment": SEWING,
            "Construction": BUILDING,
            "Electronics": PLANT,
            "Plantation": FARM,
            "Hotel": HOTEL,
        },
    ),
    "MY": Market(
        "MYR",
        "month",
        (1700, 2300, 50),
        45,
        ("Penang", "Johor Bahru", "Shah Alam", "Ipoh"),
        {"Electronics": PLANT, "Furniture": ("7522", "8172", "9329"), "Plantation": FARM, "Gloves": ("8141", "9321")},
    ),
    "SG": Market(
        "SGD",
        "month",
        (750, 1500, 50),
        44,
        ("Jurong", "Tampines", "Woodlands"),
        {"Construction": BUILDING, "Shipyard": ("7212", "7214", "7131"), "Household": HOME},
    ),
    "JP": Market(
        "JPY",
        "hour",
        (1060, 1320, 10),
        40,
        ("Gunma", "Aichi", "Osaka", "Hiroshima"),
        {"Foods": FOOD, "Care Home": CARE, "Farm": FARM, "Metal": ("7212", "7223", "7213"), "Hotel": HOTEL},
    ),
    "KR": Market(
        "KRW",
        "hour",
        (10320, 11800, 20),
        40,
        ("Ansan", "Gimhae", "Icheon", "Jeju"),
        {"Metal": ("7212", "7223", "8121"), "Farm": FARM, "Fishery": ("6222", "9216"), "Plastics": ("8142", "9329")},
    ),
}

EMPLOYERS = (
    "Golden Kite",
    "Blue Mangrove",
    "Seven Umbrellas",
    "Red Kettle",
    "North Lantern",
    "Silver Anchor",
    "Tall Bamboo",
    "Warm Brick",
    "Little Comet",
    "Round Table",
    "Open Sluice",
    "Yellow Wheel",
)

COUNT = 300
