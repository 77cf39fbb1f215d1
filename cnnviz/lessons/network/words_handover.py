"""What the ways into other lessons say."""

TITLE = "Open in"
BACKPROP = "Every number of this network on the way there, and its gradient on the way back."
FIELD = "Which pixels unit ({row}, {column}) of layer {layer} sees, layer by layer."
WHOLE = "Layer {layer} gives single numbers: each sees the whole picture."
