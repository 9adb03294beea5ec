"""An audit made readable: terminal, page, data package. It knows how results look; it judges nothing."""
