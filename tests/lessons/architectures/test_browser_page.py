"""The page walked as a person walks it; every number on it is the engine's."""

import re

from playwright.sync_api import expect

from cnnviz.lessons.architectures import words_said as said
from cnnviz.lessons.architectures.layers import layout
from cnnviz.networks.catalogue.famous import BY_KEY
from tests.browser.app import settle

LINES = """table => [...table.querySelectorAll('tbody tr')]
  .map(row => [...row.children].map(cell => cell.textContent))"""


def plain(text):
    return text.replace("*", "")


def cells(row):
    """A row of the table as it should stand there."""
    slides = row.kind in ("conv", "pool")
    window = [f"{row.size}×{row.size}", f"{row.stride}", f"{row.padding}"] if slides else [""] * 3
    flat = row.kind == "dense" or row.place == "gate"
    counts = [f"{n:,}" if n else "" for n in (row.parameters, row.work)]
    field = str(row.field) if row.field else "all" if row.place == "main" else ""
    shape = f"{row.maps:,}" if flat else f"{row.maps} × {row.side}²"
    return [row.name, *window, shape, *counts, "" if row.kind == "input" else field]


def test_from_all_networks_to_one_and_its_layers(open_lesson):
    page = open_lesson()
    sentence, families = page.get_by_test_id("sentence"), page.locator(".family")
    expect(families).to_have_count(6)
    expect(families.nth(4).locator(".totals")).to_have_text(
        "50 learned layers25.6 M parameters4.09 G multiply-adds"
    )
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    lenet = layout(BY_KEY["lenet-5"])
    alexnet = layout(BY_KEY["alexnet"])
    expect(sentence).to_have_text(plain(said.told(alexnet, lenet)))
    expect(sentence).to_contain_text("about 990 times")
    page.keyboard.press("Enter")
    settle(page)
    table = page.get_by_test_id("layers")
    expect(table.locator("tfoot")).to_have_text("in all61,100,840714 M195")
    assert table.evaluate(LINES) == [cells(row) for row in alexnet.rows]
    expect(sentence).to_have_text(plain(list(said.layers(alexnet))[1][0]))
    page.keyboard.press("ArrowRight")
    expect(sentence).to_contain_text("nothing to learn")
    expect(table.locator("tr.on th")).to_have_text("pool1")
    table.locator("tr", has_text="conv2").hover()
    expect(sentence).to_contain_text("conv2: 5·5·64·192 + 192 = 307,392 parameters")
    page.get_by_role("button", name="Multiply-adds").click()
    table.locator("tr", has_text="conv2").hover()
    expect(sentence).to_contain_text("5·5·64·192·27·27 = 223,948,800 multiply-adds")
    expect(page).to_have_url(re.compile("view=one&step=2&metric=work"))


def test_a_size_is_typed_refused_and_taken_back(open_lesson):
    page = open_lesson("network=vgg-16&view=one&step=3")
    side = page.get_by_label("Picture", exact=True)
    total = page.get_by_test_id("layers").locator("tfoot")
    expect(total).to_contain_text("138,357,544")
    side.fill("20")
    side.press("Enter")
    settle(page)
    expect(page.locator(".complaint")).to_have_text(
        "A picture of 20² is used up in pool5 of VGG-16: it needs at least 32²."
    )
    expect(side).to_have_value("224")
    page.get_by_label("Classes").fill("10")
    page.get_by_label("Classes").press("Enter")
    settle(page)
    expect(total).to_contain_text("134,301,514")
    page.keyboard.press("Control+z")
    expect(total).to_contain_text("138,357,544")
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_test_id("sentence")).to_have_text(
        "What is the side of pool1? Type it and press Enter; Enter alone shows it."
    )
    page.keyboard.type("112")
    page.keyboard.press("Enter")
    expect(page.locator("form.predict p")).to_have_text("112 is right.")


def test_two_networks_beside_each_other(open_lesson):
    page = open_lesson("network=resnet-50&view=compare&step=12")
    a, b = layout(BY_KEY["resnet-50"]), layout(BY_KEY["efficientnet-b0"])
    told = said.against(a, b)
    expect(page.get_by_test_id("sentence")).to_have_text(plain(told["said"]))
    expect(page.get_by_test_id("ratios").locator("tbody tr")).to_have_text(
        ["".join(row) for row in told["rows"]]
    )
    page.get_by_role("button", name="Swap A, B").click()
    settle(page)
    expect(page.get_by_test_id("sentence")).to_have_text(plain(said.against(b, a)["said"]))
