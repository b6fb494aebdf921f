using System.Diagnostics;
using System.Globalization;
using Parley.Conversations;
using Parley.Storage;

namespace Parley.Orchestration.Tests;

/// <summary>
/// What a long branch costs, and how long others wait meanwhile who want to write. <c>PARLEY_TREE_DEPTH</c> makes it longer; the line
/// that is printed is the one of docs/benchmarks.md.
/// </summary>
public abstract class LongBranchSuite(TreeFixture fixture, ITestOutputHelper output)
{
    [Fact]
    public async Task A_long_branch_is_walked_copied_and_deleted_and_others_write_in_between()
    {
        var depth = int.TryParse(Environment.GetEnvironmentVariable("PARLEY_TREE_DEPTH"), CultureInfo.InvariantCulture, out var asked) ? asked : 1_200;
        var hands = await fixture.OpenAsync();
        var chain = new List<MessageId>();
        while (chain.Count < depth)
        {
            chain.AddRange(await hands.PlantAsync(
                chain.Count == 0 ? null : chain[^1], [.. Enumerable.Range(0, Math.Min(500, depth - chain.Count)).Select(i => (i % 2 == 0 ? "user" : "assistant", i - 1))]));
        }

        var ends = await TimeAsync(() => hands.House.Get<BranchEnds>().FindAsync(hands.Caller, hands.Conversation, chain[0], CancellationToken.None));
        var page = await TimeAsync(() => hands.BranchAsync());
        var (alone, _) = await BesideAsync(hands, () => hands.BranchAsync());
        Conversation? made = null;
        var (besideFork, fork) = await BesideAsync(hands, async () => made = await hands.House.Get<BranchFork>()
            .ForkAsync(hands.Caller, hands.Conversation, chain[^1], null, CancellationToken.None));
        DeletedBranch? deleted = null;
        var (besideDeletion, deletion) = await BesideAsync(hands, async () => deleted = await hands.DeleteAsync(chain[0]));

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"depth {depth}: end found in {ends:0} ms, page of 1,000 in {page:0} ms, copied in {fork:0} ms, deleted in {deletion:0} ms; "
            + $"longest wait of another's write {alone:0} ms alone, {besideFork:0} ms beside the copy, {besideDeletion:0} ms beside the deletion"));
        Assert.Equal((depth, null), (deleted!.Deleted, deleted.LeafMessageId));
        var copy = hands.On(made!.Id);
        Assert.Equal(Math.Min(depth, 1_000), (await copy.BranchAsync()).Count);
        Assert.NotNull(made.LeafMessageId);
    }

    private static async Task<double> TimeAsync(Func<Task> act)
    {
        var started = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <returns>The longest time that a small write of somebody else took meanwhile, and the time of all, in milliseconds.</returns>
    private static async Task<(double LongestWrite, double Whole)> BesideAsync(TreeHands hands, Func<Task> act)
    {
        using var over = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            var longest = 0.0;
            while (!over.IsCancellationRequested)
            {
                longest = Math.Max(longest, await TimeAsync(() => hands.House.Database.Tenants.WriteAsync(
                    new(new("tenant_beside")),
                    connection => connection.ExecuteAsync("UPDATE conversations SET pinned = 0 WHERE tenant_id = @tenant AND id = 'conv_none'"),
                    Durability.Process)));
            }

            return longest;
        });
        var whole = await TimeAsync(act);
        await over.CancelAsync();
        return (await writing, whole);
    }
}

public sealed class SqliteLongBranchTests(SqliteTreeFixture fixture, ITestOutputHelper output)
    : LongBranchSuite(fixture, output), IClassFixture<SqliteTreeFixture>;

public sealed class PostgreSqlLongBranchTests(PostgreSqlTreeFixture fixture, ITestOutputHelper output)
    : LongBranchSuite(fixture, output), IClassFixture<PostgreSqlTreeFixture>;
