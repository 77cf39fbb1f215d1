"""What the ways to ask why are called, in links and on the page."""

METHODS = {
    "grad_cam": "Grad-CAM",
    "grad_cam_plusplus": "Grad-CAM++",
    "xgrad_cam": "XGrad-CAM",
    "layer_cam": "LayerCAM",
    "hires_cam": "HiResCAM",
    "eigen_cam": "Eigen-CAM",
}
PIXELS = {
    "gradient": "gradient",
    "guided": "guided backprop",
    "times": "input × gradient",
    "relevance": "LRP-ε",
}
