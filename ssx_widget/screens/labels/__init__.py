"""The labels screen: choose dewars, template and paper, see the pages, save or print them."""
