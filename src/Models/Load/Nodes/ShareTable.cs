namespace Parley.Models;

/// <summary>
/// The shares of all nodes in the database. A node grows only by what the rows of the others leave, and shrinks before it tells so: what
/// all hold together is never more than the limit. A node that says nothing any more loses its share with its lease.
/// </summary>
/// <param name="lease">How long a share is held without a word.</param>
internal sealed class ShareTable(SystemDatabase system, TimeProvider time, TimeSpan lease)
{
    /// <summary>Signal topic: the shares of some deployment changed.</summary>
    public const string Topic = "models.shares";

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private readonly string _node = $"node_{Guid.CreateVersion7():N}";

    /// <summary>Gives this node of one deployment what it is to have, as far as that is free, and lets it hold that.</summary>
    public async Task PartAsync(TenantId tenant, string deployment, LimitShare share, CancellationToken cancellationToken)
    {
        var until = time.GetUtcNow() + lease;
        var held = await system.WriteAsync(connection => PartAsync(connection, tenant.Value, deployment, share), Durability.Process, cancellationToken);
        if (held is { } granted)
        {
            share.Hold(granted.Places, granted.Rate, granted.Others > 0, until);
        }
    }

    /// <summary>Gives back what this node's row of one deployment says, for the others to have at once.</summary>
    public Task LeaveAsync(TenantId tenant, string deployment, CancellationToken cancellationToken) => system.WriteAsync(
        async connection =>
        {
            var key = new { owner = tenant.Value, deployment, node = _node };
            await LockAsync(connection, key);
            await DeleteAsync(connection, key);
            connection.NotifyOnCommit(Topic, "");
            return true;
        },
        Durability.Process,
        cancellationToken);

    /// <summary>Clears away the rows of all deployments whose leases are over.</summary>
    public static async Task ClearAsync(SystemDatabase system, CancellationToken cancellationToken)
    {
        IReadOnlyList<Left> left;
        await using (var connection = await system.OpenAsync(cancellationToken))
        {
            left = await connection.QueryAsync<Left>(
                """
                select distinct tenant_id as "Owner", deployment_id as "Deployment" from sys_model_shares
                where node <> '' and lease_until <= {now}
                """);
        }

        foreach (var one in left)
        {
            await system.WriteAsync(
                async connection =>
                {
                    var key = new { owner = one.Owner, deployment = one.Deployment };
                    await LockAsync(connection, key);
                    await UnlockAsync(connection, key);
                    connection.NotifyOnCommit(Topic, "");
                    return true;
                },
                Durability.Process,
                cancellationToken);
        }
    }

    /// <returns>Null when nothing is held any more.</returns>
    private async Task<(long Places, long Rate, int Others)?> PartAsync(SystemConnection connection, string tenant, string deployment, LimitShare share)
    {
        var key = new { owner = tenant, deployment, node = _node, lease = (long)lease.TotalMilliseconds };
        await LockAsync(connection, key);
        var rows = await connection.QueryAsync<Row>(
            """
            select node as "Node", places as "Places", rate as "Rate" from sys_model_shares
            where tenant_id = @owner and deployment_id = @deployment and node <> ''
            """,
            key);
        var (mine, others) = (rows.FirstOrDefault(row => row.Node == _node), rows.Where(row => row.Node != _node).ToList());
        var (nodes, rank, limit) = (others.Count + 1, others.Count(row => string.CompareOrdinal(row.Node, _node) < 0), share.Limits().Concurrency ?? 0);
        var (places, rate) = (ShareRule.Places(limit, nodes, rank, time.GetUtcNow()), ShareRule.Rate(nodes));
        if (share.Shrink(places, rate, Idle) is not { } held)
        {
            await DeleteAsync(connection, key);
            Tell(mine is not null);
            return null;
        }

        var now = new Row(
            _node, ShareRule.Grown(held.Places, places, limit - others.Sum(row => row.Places)),
            ShareRule.Grown(held.Rate, rate, ShareRule.WholeRate - others.Sum(row => row.Rate)));
        await connection.ExecuteAsync(
            """
            insert into sys_model_shares (tenant_id, deployment_id, node, places, rate, lease_until)
            values (@owner, @deployment, @node, @places, @rate, {now} + @lease)
            on conflict (tenant_id, deployment_id, node) do update set places = excluded.places, rate = excluded.rate, lease_until = excluded.lease_until
            """,
            new { key.owner, key.deployment, key.node, key.lease, places = now.Places, rate = now.Rate });
        Tell(now != mine);
        return (now.Places, now.Rate, others.Count);

        void Tell(bool isNew)
        {
            if (isNew)
            {
                connection.NotifyOnCommit(Topic, "");
            }
        }
    }

    /// <summary>Keeps other nodes from changing the rows of the deployment meanwhile, and clears away what nodes left that are gone.</summary>
    private static async Task LockAsync(SystemConnection connection, object key)
    {
        do
        {
            await connection.ExecuteAsync(
                """
                insert into sys_model_shares (tenant_id, deployment_id, node, places, rate, lease_until) values (@owner, @deployment, '', 0, 0, 0)
                on conflict (tenant_id, deployment_id, node) do nothing
                """,
                key);
        }
        while (await connection.ScalarAsync<string>(
            // The last to leave deletes it, and who waited for it then has locked nothing.
            "select node from sys_model_shares where tenant_id = @owner and deployment_id = @deployment and node = '' {for_update}", key) is null);
        await connection.ExecuteAsync(
            "delete from sys_model_shares where tenant_id = @owner and deployment_id = @deployment and node <> '' and lease_until <= {now}", key);
    }

    /// <summary>Deletes the row of this node, and with the last of them the one that is locked.</summary>
    private static async Task DeleteAsync(SystemConnection connection, object key)
    {
        await connection.ExecuteAsync("delete from sys_model_shares where tenant_id = @owner and deployment_id = @deployment and node = @node", key);
        await UnlockAsync(connection, key);
    }

    /// <summary>Deletes the row that is locked where no node is left.</summary>
    private static Task<int> UnlockAsync(SystemConnection connection, object key) => connection.ExecuteAsync(
        """
        delete from sys_model_shares where tenant_id = @owner and deployment_id = @deployment and node = '' and not exists
            (select 1 from sys_model_shares other where other.tenant_id = @owner and other.deployment_id = @deployment and other.node <> '')
        """,
        key);

    private sealed record Left(string Owner, string Deployment);

    private sealed record Row(string Node, long Places, long Rate);
}
