// The client that every program here talks to STATOR_ENDPOINT with.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export const configuration = {
  endpoint: process.env.STATOR_ENDPOINT,
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example/secret+key' },
  maxAttempts: 1,
};

export const makeClient = () => new DynamoDBClient(configuration);
