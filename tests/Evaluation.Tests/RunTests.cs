namespace Parley.Evaluation.Tests;

public sealed class RunTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    private static readonly RetrievalSet Set = new(
        "own", [new("a", null, "Tea."), new("b", null, "Coffee.")],
        [.. Enumerable.Range(0, 20).Select(i => new RetrievalQuestion($"q{i}", "?", new Dictionary<string, double> { ["a"] = 1 }, []))], []);

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task An_accepted_run_comes_back_from_its_file_and_judges_a_later_one()
    {
        var good = await RunAsync("a", "b");
        var bad = await RunAsync("b", "a");
        await AcceptedRun.Of([good]).WriteAsync(_file, TestContext.Current.CancellationToken);

        var accepted = await AcceptedRun.ReadAsync(_file, TestContext.Current.CancellationToken);

        Assert.Equal(0, accepted.Against(good, "MRR@10", new Random(1))!.Mean);
        Assert.Equal(new Difference(-0.5, -0.5, -0.5), accepted.Against(bad, "MRR@10", new Random(1)));
        Assert.Null(accepted.Against(bad with { Set = "another" }, "MRR@10", new Random(1)));
    }

    [Fact]
    public async Task A_file_of_something_else_is_refused()
    {
        await File.WriteAllTextAsync(_file, "{}", TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidDataException>(() => AcceptedRun.ReadAsync(_file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_report_shows_both_searches_and_marks_what_got_worse()
    {
        var lines = RetrievalReport.Lines([new(Set, await RunAsync("a", "b"), await RunAsync("b", "a"))], AcceptedRun.Of([await RunAsync("a", "b")]), () => new Random(1)).ToList();

        Assert.Contains("| own | 2 | 20 | BM25 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 | 1.000 |", lines);
        Assert.Equal(2, lines.Count(line => line.StartsWith("| own | 0.000 (0.000 to 0.000) | −0.500 (−0.500 to −0.500) worse |", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_halves_stay_the_same_and_are_both_used()
    {
        Assert.InRange(Set.Questions.Count(question => question.IsForReporting), 5, 15);
        Assert.Equal(Set.Questions[3].IsForReporting, (Set.Questions[3] with { Text = "other words" }).IsForReporting);
    }

    private static Task<RetrievalRun> RunAsync(params string[] ranked) => RetrievalRun.OfAsync(
        Set.Name, Set.Questions, (_, top, _) => ValueTask.FromResult(new RetrievalAnswer([.. ranked.Take(top)])), TestContext.Current.CancellationToken);
}
