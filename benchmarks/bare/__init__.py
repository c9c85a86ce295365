"""What `load.py` compares with: a list of 20 rows as Django REST framework gives it, and nothing else."""
