"""The engines behind one seam: `base.py` is the contract, `memory.py` shows it in plain Python."""
