"""The player that takes a picture both ways round: move then layer, layer then move."""
