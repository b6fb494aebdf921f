namespace Parley.Accounts;

/// <summary>
/// Token buckets as rows of the database, by its clock. A row says when its bucket is full again: that one number is both what is in
/// it and since when it fills (the generic cell rate algorithm of ITU-T I.371).
/// </summary>
internal sealed class DatabaseLimits(SystemDatabase database) : ILimitStore
{
    private static readonly string[] NameOnly = ["name"];
    private static readonly string[] NameAndEnd = ["name", "end"];

    public Task<IReadOnlyList<TokenGrant>> ExchangeAsync(IReadOnlyList<TokenExchange> exchanges, CancellationToken cancellationToken)
    {
        // One order for all nodes, so that no two wait for each other.
        var names = exchanges.Select(exchange => exchange.Bucket).Order(StringComparer.Ordinal).ToArray();
        var rows = names.Select(name => new object?[] { name }).ToArray();
        return database.WriteAsync(
            async connection =>
            {
                // A row that is there is locked by this too, so that nobody throws it away in between.
                await connection.ExecuteManyAsync(
                    "insert into sys_buckets (name, full_at) values (@name, 0) on conflict (name) do update set full_at = sys_buckets.full_at", NameOnly, rows);
                var found = (await connection.QueryAsync<Row>(
                    "select name as Name, full_at as FullAt, {now} as Now from sys_buckets where name in @names order by name {for_update}",
                    new { names })).ToDictionary(row => row.Name, StringComparer.Ordinal);
                var (grants, ends) = (new List<TokenGrant>(exchanges.Count), new List<object?[]>(exchanges.Count));
                foreach (var exchange in exchanges)
                {
                    var row = found[exchange.Bucket];
                    var (grant, end) = Exchange(exchange, row.FullAt, row.Now * 1_000);
                    grants.Add(grant);
                    ends.Add([exchange.Bucket, end]);
                }

                await connection.ExecuteManyAsync("update sys_buckets set full_at = @end where name = @name", NameAndEnd, ends);
                return (IReadOnlyList<TokenGrant>)grants;
            },
            Durability.Process,
            cancellationToken);
    }

    /// <summary>Throws away buckets that are full: to have no row is the same.</summary>
    public Task ThrowAwayFullAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => connection.ExecuteAsync("delete from sys_buckets where full_at < {now} * 1000 - 60000000"),
            Durability.Process,
            cancellationToken);

    /// <param name="fullAt">When the bucket is full, in microseconds.</param>
    /// <param name="now">In microseconds.</param>
    internal static (TokenGrant Grant, long FullAt) Exchange(TokenExchange exchange, long fullAt, long now)
    {
        var shape = exchange.Shape;
        var room = shape.MicrosecondsFor(shape.Burst);

        // A bucket that shrank with its limit holds no more than fits into it now.
        var missing = Math.Clamp(fullAt - shape.MicrosecondsFor(exchange.Return) - now, 0, room);
        var there = TokensIn(room - missing, shape);
        var granted = Math.Min(exchange.Want, there);
        missing += shape.MicrosecondsFor(granted);
        var left = there - granted;
        var next = shape.MicrosecondsFor(left + 1) - (room - missing);
        return (new(granted, left, TimeSpan.FromMicroseconds(Math.Max(1, next))), now + missing);
    }

    private static long TokensIn(long microseconds, BucketShape shape)
    {
        var tokens = (long)((double)microseconds * shape.PerMinute / 60_000_000);
        return shape.MicrosecondsFor(tokens + 1) <= microseconds ? tokens + 1 : shape.MicrosecondsFor(tokens) <= microseconds ? tokens : tokens - 1;
    }

    private sealed record Row(string Name, long FullAt, long Now);
}
