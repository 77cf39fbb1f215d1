"""The pooling player: three linked pictures, forwards, backwards and shifted."""
