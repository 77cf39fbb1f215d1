"""ONNX files: networks that other programs have trained, and ours for other programs."""

from cnnviz.files.onnx.loading import load, load_together
from cnnviz.files.onnx.model import Model
from cnnviz.files.onnx.saving import save
from cnnviz.files.onnx.tensors import TensorType

__all__ = ["Model", "TensorType", "load", "load_together", "save"]
