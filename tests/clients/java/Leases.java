// The Kinesis Client Library's table of leases: java Leases.java ENDPOINT TABLE
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.kinesis.common.DdbTableConfig;
import software.amazon.kinesis.common.HashKeyRangeForLease;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.UpdateField;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseRefresher;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;
import software.amazon.kinesis.leases.dynamodb.TableCreatorCallback;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

class Leases {
  static void expect(boolean holds, String what) {
    if (!holds) throw new AssertionError(what);
  }

  static Lease lease(String shard, String first, String last) {
    Lease lease = new Lease();
    lease.leaseKey(shard);
    lease.leaseCounter(0L);
    lease.checkpoint(ExtendedSequenceNumber.TRIM_HORIZON);
    lease.ownerSwitchesSinceCheckpoint(0L);
    lease.parentShardIds(Collections.emptyList());
    lease.hashKeyRange(HashKeyRangeForLease.deserialize(first, last));
    return lease;
  }

  static DynamoDBLeaseRefresher open(DynamoDbAsyncClient client, String table, boolean recovery) {
    DdbTableConfig config = new DdbTableConfig();
    config.billingMode(BillingMode.PAY_PER_REQUEST);
    return new DynamoDBLeaseRefresher(table, client, new DynamoDBLeaseSerializer(), true,
        TableCreatorCallback.NOOP_TABLE_CREATOR_CALLBACK, Duration.ofSeconds(60), config, false,
        recovery, List.of());
  }

  // Recovery is turned on after each look at the table, and the library gives up if that fails.
  static void makeTable(DynamoDBLeaseRefresher recovered, DynamoDBLeaseRefresher leases)
      throws Exception {
    try {
      recovered.createLeaseTableIfNotExists();
      System.out.println("recovery: on");
    } catch (DynamoDbException refused) {
      System.out.println("recovery: " + refused.awsErrorDetails().errorCode() + ": "
          + refused.awsErrorDetails().errorMessage());
    }
    expect(!leases.createLeaseTableIfNotExists(), "the table was made before");
    expect(leases.waitUntilLeaseTableExists(1, 60), "the table is there");
  }

  static void use(DynamoDBLeaseRefresher leases) throws Exception {
    leases.createLeaseOwnerToLeaseKeyIndexIfNotExists();
    expect(leases.waitUntilLeaseOwnerToLeaseKeyIndexExists(1, 60), "the index is there");
    expect(leases.isLeaseTableEmpty(), "a new table is empty");

    Lease one = lease("shardId-1", "0", "170141183460469231731687303715884105727");
    expect(leases.createLeaseIfNotExists(one), "a lease is made");
    expect(!leases.createLeaseIfNotExists(one), "a lease is made once");
    expect(leases.createLeaseIfNotExists(lease("shardId-2", "170141183460469231731687303715884105728",
        "340282366920938463463374607431768211455")), "another lease is made");

    Lease stale = leases.getLease("shardId-1");
    Lease taken = leases.getLease("shardId-1");
    expect(leases.takeLease(taken, "worker-a"), "a lease is taken");
    expect(!leases.takeLease(stale, "worker-b"), "a lease is not taken with a counter that is old");
    expect(leases.renewLease(taken), "a lease is renewed by its owner");
    taken.concurrencyToken(UUID.randomUUID());
    taken.checkpoint(new ExtendedSequenceNumber("49590338271490256608559692538361571095921575989136588898"));
    expect(leases.updateLease(taken), "a checkpoint is kept");
    expect(leases.getCheckpoint("shardId-1").equals(taken.checkpoint()), "the checkpoint is read");
    taken.childShardIds(List.of("shardId-3"));
    leases.updateLeaseWithMetaInfo(taken, UpdateField.CHILD_SHARDS);
    expect(leases.getLease("shardId-1").childShardIds().contains("shardId-3"), "the child is kept");

    Lease other = leases.getLease("shardId-2");
    expect(leases.assignLease(other, "worker-a"), "a lease is assigned");
    expect(leases.listLeaseKeysForWorker("worker-a").size() == 2, "the index knows the worker's leases");
    expect(leases.evictLease(taken), "a lease is evicted");
    expect(leases.listLeases().size() == 2, "all leases are listed");
    leases.deleteLease(other);
    leases.deleteAll();
    expect(leases.isLeaseTableEmpty(), "no lease is left");
  }

  public static void main(String[] arguments) throws Exception {
    try (DynamoDbAsyncClient client = DynamoDbAsyncClient.builder()
        .endpointOverride(URI.create(arguments[0])).region(Region.US_EAST_1)
        .httpClientBuilder(NettyNioAsyncHttpClient.builder())
        .credentialsProvider(StaticCredentialsProvider.create(
            AwsBasicCredentials.create("AKIDEXAMPLE", "example/secret+key"))).build()) {
      makeTable(open(client, arguments[1], true), open(client, arguments[1], false));
      use(open(client, arguments[1], false));
    }
    System.out.println("passed");
  }
}
