"""What bricks import besides their base class."""
