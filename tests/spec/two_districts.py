"""The smallest spec that has two districts, for what stands in one field of it."""

SPEC = """
planforge: 1
year: 2027
region: {name: 豫南, company: 福麦, manager: 李明}
districts: [{name: 信阳}, {name: 南阳}]
targets: {base: 100万}
"""
