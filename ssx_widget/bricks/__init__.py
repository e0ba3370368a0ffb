"""The folder for mxcubeqt's CUSTOM_BRICKS_PATH; every module in it is a brick, found by its bare name."""
