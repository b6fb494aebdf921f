using Parley.Host.Commands;

namespace Parley.Server.Tests.Operating;

/// <summary><c>parley eval retrieval</c>, and with it how well the search answers the questions of the project's own set.</summary>
public sealed class EvalTests : IDisposable
{
    private static readonly string Own = Path.Combine(AppContext.BaseDirectory, "own");
    private static readonly string Accepted = Path.Combine(Own, "accepted.json");
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-eval-test-").FullName;

    [Fact]
    public async Task The_search_answers_the_own_set_as_well_as_when_it_was_accepted()
    {
        var (code, output, _) = await EvalAsync(Own, "--against", Accepted);

        Assert.True(code == 0, output);
        Assert.Contains("Nothing is significantly worse.", output, StringComparison.Ordinal);
        Assert.Contains("| own | 52 | 55 | BM25 |", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_that_finds_other_documents_than_before_ends_with_one()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Own, "corpus.jsonl"));
        // Every document has the text of another, so that whatever is found is wrong.
        var ids = lines.Select(line => line[..line.IndexOf(", \"title\"", StringComparison.Ordinal)]).ToList();
        await File.WriteAllLinesAsync(
            Path.Combine(_folder, "corpus.jsonl"), lines.Select((line, i) => ids[(i + 5) % ids.Count] + line[ids[i].Length..]));
        await File.WriteAllLinesAsync(Path.Combine(_folder, "queries.jsonl"), (await File.ReadAllLinesAsync(Path.Combine(Own, "queries.jsonl"))).Take(25));
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "accepted.json"),
            (await File.ReadAllTextAsync(Accepted)).Replace("\"own\"", $"\"{Path.GetFileName(_folder)}\"", StringComparison.Ordinal));

        var (code, output, _) = await EvalAsync(_folder, "--json", "--against", Path.Combine(_folder, "accepted.json"));

        Assert.Equal(1, code);
        Assert.Contains("MRR@10 is below the accepted run", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_is_accepted_beside_those_of_other_sets_and_compared_with_the_next_time()
    {
        var file = Path.Combine(_folder, "runs", "accepted.json");
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, """{"measures":["recall@1","recall@3","recall@5","recall@10","MRR@10","nDCG@10"],"sets":{"other":{"q":[1,1,1,1,1,1]}}}""");

        var (code, _, errors) = await EvalAsync(Own, "--limit", "3", "--accept", "--against", file);

        Assert.Equal(0, code);
        Assert.Contains(file, errors, StringComparison.Ordinal);
        var kept = await File.ReadAllTextAsync(file);
        Assert.Contains("\"other\"", kept, StringComparison.Ordinal);
        Assert.Contains("\"own\":{\"en-1\":", kept, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, null, "holds none")]
    [InlineData("""{"id":"a","text":"x"}""", """{"id":"q","text":"x","gold":{"b":1}}""", "names the document 'b'")]
    [InlineData("""{"id":"a"}""", """{"id":"q","text":"x","gold":{"a":1}}""", "corpus in * line 1: 'text' is missing")]
    [InlineData("""{"id":"a","text":"x"}""", "{", "queries in * line 1: ")]
    [InlineData("{\"id\":\"a\",\"text\":\"x\"}\n{\"id\":\"a\",\"text\":\"y\"}", """{"id":"q","text":"x","gold":{"a":1}}""", "has the document 'a' twice")]
    public async Task A_folder_that_holds_no_proper_set_is_refused_with_the_place_that_is_wrong(string? corpus, string? queries, string sentence)
    {
        if (corpus is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder, "corpus.jsonl"), corpus);
            await File.WriteAllTextAsync(Path.Combine(_folder, "queries.jsonl"), queries);
        }

        var (code, _, errors) = await EvalAsync(_folder);

        Assert.Equal(1, code);
        Assert.All(sentence.Split('*'), part => Assert.Contains(part, errors, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, "eval", "retrieval")]
    [InlineData(2, "eval", "retrieval", "x", "--limit")]
    [InlineData(1, "eval", "retrieval", "/nowhere/at/all")]
    [InlineData(1, "eval", "guesses", "x")]
    public async Task What_is_not_understood_is_refused(int expected, params string[] args)
    {
        var errors = new StringWriter();

        Assert.Equal(expected, await CommandLine.RunAsync(args, new StringWriter(), errors));
        Assert.NotEmpty(errors.ToString());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static async Task<(int Code, string Output, string Errors)> EvalAsync(string folder, params string[] options)
    {
        var (output, errors) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(["eval", "retrieval", folder, .. options], output, errors);
        return (code, output.ToString(), errors.ToString());
    }
}
