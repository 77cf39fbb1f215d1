"""The page walked as a person walks it; every number on it is the engine's."""

import re

import pytest
from playwright.sync_api import expect

from cnnviz.figures.numbers import number
from cnnviz.lessons.architectures import ideas, payload_panels, stack
from cnnviz.lessons.architectures import words_said as said
from cnnviz.lessons.architectures.layers import layout
from cnnviz.lessons.architectures.settings import TABS
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
    settle(page)
    page.get_by_role("button", name="Predict").click()
    expect(page.get_by_test_id("sentence")).to_have_text(
        "What is the shape of pool1, maps × rows × columns? Type it and press Enter; "
        "Enter alone shows it."
    )
    drawn = page.get_by_test_id("profile").locator("text")
    expect(drawn.last).to_have_text("64")
    told = page.locator("form.predict p")
    page.keyboard.type("112")
    page.keyboard.press("Enter")
    expect(told).to_have_text("“112” is not such a shape: write one like 3 × 8 × 8.")
    page.get_by_label("Your number").fill("64x224x224")
    page.keyboard.press("Enter")
    expect(told).to_have_text(
        "The maps are right, rows and columns are not: the shape of pool1 is 64 × 112 × 112."
    )
    expect(drawn).to_contain_text(["112²", "512"])
    page.keyboard.press("End")
    page.keyboard.type("1000")
    page.keyboard.press("Enter")
    expect(told).to_have_text("1000 is right.")


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


def test_each_idea_says_what_the_engine_found_and_its_knobs_are_in_the_link(open_lesson):
    page = open_lesson("network=resnet-50&view=one&step=1")
    found, choose = page.get_by_test_id("found"), page.get_by_label("Network", exact=True)

    def look_at(key):
        choose.select_option(key)
        settle(page)

    plain_, arcs = stack.norms(56, 0)[stack.STARTS.index(stack.PYTORCH), :, 0]
    expect(found).to_contain_text(f"first of 56 layers the gradient is {number(plain_)} of")
    expect(found).to_contain_text(f"with arcs {number(arcs)}")
    page.get_by_role("button", name="Draw anew (seed 0)").click()
    expect(page.get_by_role("button", name="Draw anew (seed 1)")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="20 layers").click()
    page.get_by_label("Start size").fill("11")
    plain_, arcs = stack.norms(20, 1)[-1, :, 0]
    expect(found).to_contain_text(f"first of 20 layers the gradient is {number(plain_)} of")
    expect(found).to_contain_text(f"with arcs {number(arcs)}")
    expect(page).to_have_url(re.compile("seed=1.*deep=0&start=11"))
    page.keyboard.press("Control+z")
    expect(page.get_by_role("button", name="Draw anew (seed 0)")).to_be_visible()
    look_at("vgg-16")
    expect(found).to_contain_text("2 of 3×3 have 73,728 weights, one 5×5 has 102,400: about 72 %")
    expect(found).to_contain_text("that one kernel (off by 0); with a ReLU after each they")
    look_at("alexnet")
    expect(found).to_contain_text("has the slope 0.0707: back through 7 such layers 8.79e−9")
    out = int((ideas.of_family("alexnet", 0)["kept"][5] == 0).sum())
    expect(found).to_contain_text(f"left out {out} of 72 units, and the others are ×2.")
    look_at("lenet-5")
    expect(found).to_contain_text("tanh and the mean make 0.24, ReLU and the maximum 2:")
    page.get_by_role("button", name="bottom right").click()
    expect(found).to_contain_text("tanh and the mean make −0.49, ReLU and the maximum 1:")
    look_at("lenet-5-partly")
    told = payload_panels.connections(layout(BY_KEY["lenet-5-partly"]))
    expect(found).to_have_text(plain(told["said"]))
    expect(page.get_by_test_id("connections").locator("td", has_text="●")).to_have_count(60)
    look_at("lenet-5")
    page.get_by_role("button", name="Run it", exact=True).click()
    page.get_by_role("button", name="Run it forward").click()
    expect(page.get_by_test_id("run")).to_contain_text(re.compile(r"^7 layers in [\d.]+ s\. The"))
    page.get_by_role("button", name="The idea").click()
    look_at("neocognitron")
    expect(found).to_contain_text("says 1 wherever it is, those of the other figures 0.")
    look_at("efficientnet-b0")
    b0 = ideas.of_family("efficientnet", 0)["scaled"][0, 1]
    expect(found).to_contain_text(f"side 258 px. {b0[0]:,.0f} parameters, {b0[1]:,.0f} multiply")
    page.get_by_role("button", name="Three blocks").click()
    expect(page.get_by_test_id("panel")).to_contain_text("A Feature extraction")
    page.keyboard.press("d")
    expect(page.get_by_test_id("panel")).to_contain_text("through the gates")


@pytest.mark.nightly
def test_every_panel_is_whole_on_a_projector(open_page, app):
    page = open_page(app, "/architectures?view=one&network=resnet-50&step=1", "projector")
    choose, panel = page.get_by_label("Network", exact=True), page.locator(".told-of")
    for key in ("neocognitron", "lenet-5", "lenet-5-partly", "alexnet", "vgg-16", "resnet-152",
                "efficientnet-b0"):  # fmt: skip
        choose.select_option(key)
        settle(page)
        for name in TABS.values():
            button = page.get_by_role("button", name=name, exact=True)
            button.click()
            expect(button).to_have_attribute("aria-pressed", "true")
            expect(panel).not_to_be_empty()
            assert panel.evaluate("e => e.scrollHeight - e.clientHeight") == 0, (key, name)
