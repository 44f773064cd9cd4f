"""boto3 clients that send what a test says and never try twice."""

import boto3
from botocore.config import Config

REGION = "us-east-1"
ACCESS_KEY_ID = "AKIDEXAMPLE"
SECRET_ACCESS_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TIMEOUT_SECONDS = 60  # a hung server fails the test instead of the run


def make_client(url, access_key_id=ACCESS_KEY_ID, secret_access_key=SECRET_ACCESS_KEY,
                session_token=None, connections=10, **options):
    config = Config(retries={"total_max_attempts": 1}, parameter_validation=False,
                    max_pool_connections=connections, connect_timeout=TIMEOUT_SECONDS,
                    read_timeout=TIMEOUT_SECONDS)
    # A session of its own: the default one is not safe to use from several threads.
    return boto3.session.Session().client(
        "dynamodb", endpoint_url=url, region_name=REGION, aws_access_key_id=access_key_id,
        aws_secret_access_key=secret_access_key, aws_session_token=session_token, config=config,
        **options)
