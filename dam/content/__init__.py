"""The texts and contacts of the press pages, as staff write them."""
