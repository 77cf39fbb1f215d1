"""The small pictures with classes: whole, in order, and the same digits as the samples."""

import numpy as np
import pytest

from cnnviz.files import labelled, samples


def test_all_digits_are_there():
    digits = labelled.load("digits")
    assert digits.pictures.shape == (1797, 8, 8)
    assert (digits.pictures.min(), digits.pictures.max(), digits.most) == (0, 16, 16)
    assert np.bincount(digits.labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert digits.test.sum() == 397
    assert not any(array.flags.writeable for array in digits[:3])


@pytest.mark.parametrize("name", ["written_0", "written_1", "written_3", "written_4", "written_7"])
def test_the_handwritten_samples_are_five_of_them(name):
    digits, place = labelled.load("digits"), int(name[-1])
    assert digits.labels[place] == place
    assert np.array_equal((digits.pictures[place] + 2) // 4, samples.load(name))


def test_there_are_five_clothes_of_each_class():
    clothes = labelled.load("clothes")
    assert clothes.pictures.shape == (50, 28, 28)
    assert np.bincount(clothes.labels).tolist() == [5] * 10
    assert clothes.test.all()


def test_there_are_a_hundred_clothes_of_each_class_to_train_with_and_twenty_to_test_on():
    clothes = labelled.load("clothes_to_train")
    assert clothes.pictures.shape == (1200, 28, 28)
    assert np.bincount(clothes.labels[~clothes.test]).tolist() == [100] * 10
    assert np.bincount(clothes.labels[clothes.test]).tolist() == [20] * 10
    # The first five of each class that is tested on are those that the other set has.
    few, ours = labelled.load("clothes"), clothes.pictures[clothes.test]
    labels = clothes.labels[clothes.test]
    for k in range(10):
        np.testing.assert_array_equal(ours[labels == k][:5], few.pictures[few.labels == k])
    assert labelled.clothes()[:2] == ("T-shirt", "trousers") and len(labelled.clothes()) == 10


def test_what_goes_in_is_a_share_of_the_largest():
    digits = labelled.load("digits")
    x = digits.inputs()
    assert (x.shape, x.dtype, x.max()) == ((1797, 1, 8, 8), np.float32, 1)
    assert np.array_equal(x[:, 0] * 16, digits.pictures)


def test_an_unknown_name_is_told_what_exists():
    with pytest.raises(ValueError, match="choose one of digits, clothes, figures, "):
        labelled.load("../digits")


def test_each_figure_is_there_at_four_places():
    figures = labelled.load("figures")
    assert figures.pictures.shape == (16, 16, 16)
    assert figures.labels.tolist() == [0] * 4 + [1] * 4 + [2] * 4 + [3] * 4
    assert figures.pictures[:4].sum(axis=(1, 2)).tolist() == [13] * 4
