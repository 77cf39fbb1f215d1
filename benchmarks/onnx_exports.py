"""ONNX files to try the reader on: torchvision's networks, and the models that come with onnx.

    python -m benchmarks.onnx_exports FOLDER

Networks have random weights and running statistics of a random batch. Each is written by PyTorch's
older exporter and by its newer one (which needs onnxscript); `--old` leaves the newer one out.
"""

import argparse
import contextlib
import io
import shutil
import warnings
from pathlib import Path
from typing import Any

NETWORKS = """
    alexnet convnext_tiny densenet121 densenet169 efficientnet_b0 efficientnet_b1 efficientnet_b2
    efficientnet_v2_s googlenet inception_v3 mnasnet0_5 mnasnet0_75 mnasnet1_0 mnasnet1_3
    mobilenet_v2 mobilenet_v3_large mobilenet_v3_small regnet_x_400mf regnet_x_800mf regnet_y_400mf
    regnet_y_800mf resnet18 resnet34 resnet50 resnext50_32x4d shufflenet_v2_x0_5 shufflenet_v2_x1_0
    shufflenet_v2_x1_5 shufflenet_v2_x2_0 squeezenet1_0 squeezenet1_1 swin_t vgg11
    lraspp_mobilenet_v3_large
""".split()
STORED = ("light", "pytorch-converted", "pytorch-operator", "simple")


def export(name: str, path: Path, dynamo: bool) -> None:
    """One of torchvision's networks, for pictures of 224 by 224 pixels."""
    import torch
    from torchvision.models import get_model

    torch.manual_seed(0)
    small = {"init_weights": True} if name in ("googlenet", "inception_v3") else {}
    backbone = {"weights_backbone": None} if name.startswith("lraspp") else {}
    network = get_model(name, weights=None, **small, **backbone)
    x = torch.randn(2, 3, 224, 224)
    with torch.no_grad():
        network(x)  # in training: running statistics other than 0 and 1
    network.eval()
    settings: dict[str, Any] = {"external_data": False} if dynamo else {"opset_version": 17}
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        torch.onnx.export(network, (x[:1],), str(path), dynamo=dynamo, **settings)


def copy_stored(folder: Path) -> int:
    """The models that come with onnx, each with its inputs where it has some."""
    import onnx.backend.test

    data = Path(onnx.backend.test.__file__).parent / "data"
    count = 0
    for kind in STORED:
        for source in sorted(data.glob(f"{kind}/*")):
            if source.suffix == ".onnx":
                shutil.copy(source, folder / source.name)
            elif (source / "model.onnx").exists():
                shutil.copytree(source, folder / f"{kind}-{source.name}", dirs_exist_ok=True)
            else:
                continue
            count += 1
    return count


def main() -> None:
    """Write all files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--old", action="store_true", help="only the older exporter")
    parser.add_argument("--only", nargs="*", default=NETWORKS)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    print(f"{copy_stored(options.folder)} models of onnx")
    for name in options.only:
        for dynamo in (False,) if options.old else (False, True):
            path = options.folder / f"{name}-{'new' if dynamo else 'old'}.onnx"
            try:
                export(name, path, dynamo)
                print(path.name, f"{path.stat().st_size / 1e6:.1f} MB", flush=True)
            except Exception as error:  # what an exporter can't do is no fault of the reader
                print(path.name, "not written:", type(error).__name__, flush=True)


if __name__ == "__main__":
    main()
