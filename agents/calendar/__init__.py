"""What words say when? Months, weekdays and relative days, by language."""
