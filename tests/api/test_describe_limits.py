"""DescribeLimits: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html"""

MEMBERS = {f"{scope}Max{kind}CapacityUnits"
           for scope in ("Account", "Table") for kind in ("Read", "Write")}


def test_tells_the_quotas_of_an_account_and_of_a_table(client):
    answer = client.describe_limits()
    answer.pop("ResponseMetadata")
    assert answer.keys() == MEMBERS
    assert all(isinstance(units, int) and units >= 1 for units in answer.values())
    for kind in ("Read", "Write"):
        assert (answer[f"TableMax{kind}CapacityUnits"]
                <= answer[f"AccountMax{kind}CapacityUnits"])


def test_defaults_are_those_of_the_guide(client, endpoint):
    answer = client.describe_limits()
    if "amazonaws.com" in endpoint:  # where an account may have been given more
        return
    assert answer["AccountMaxReadCapacityUnits"] == answer["AccountMaxWriteCapacityUnits"] == 80000
    assert answer["TableMaxReadCapacityUnits"] == answer["TableMaxWriteCapacityUnits"] == 40000


def test_takes_no_parameters_and_minds_none(wire):
    for body in ("{}", '{"NoSuchMember": 1}'):
        assert wire.post(body, "DescribeLimits").status == 200
