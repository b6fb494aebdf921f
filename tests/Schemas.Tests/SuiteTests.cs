using System.IO.Compression;
using System.Text.Json;

namespace Parley.Schemas.Tests;

/// <summary>The official test suite of JSON Schema, read by path: <c>json-schema-suite</c> in the folder of data sets.</summary>
public sealed class SuiteTests(ITestOutputHelper output)
{
    // What is optional in the suite and not promised here: formats are annotations.
    private static readonly string[] NotPromised = ["optional/format/", "optional/format-assertion", "optional/content"];

    private static string Folder
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable("PARLEY_EVAL_DATA");
            Assert.SkipWhen(string.IsNullOrEmpty(folder), "PARLEY_EVAL_DATA names no folder of data sets: the official suite of JSON Schema is not run.");
            return Path.Combine(folder!, "json-schema-suite");
        }
    }

    [Theory]
    [InlineData("draft2020-12")]
    [InlineData("draft7")]
    public void Every_required_test_of_the_official_suite_passes(string draft)
    {
        var (ran, failed) = Run(draft, group => !group.GetProperty("optional").GetBoolean());

        output.WriteLine($"{draft}: {ran - failed.Count} of {ran} required tests pass.");
        Assert.True(ran > 400, $"Only {ran} tests were found.");
        Assert.Empty(failed);
    }

    [Theory]
    [InlineData("draft2020-12")]
    [InlineData("draft7")]
    public void Every_optional_test_passes_but_those_of_formats(string draft)
    {
        var (ran, failed) = Run(draft, group => group.GetProperty("optional").GetBoolean());
        output.WriteLine($"{draft}: {ran - failed.Count} of {ran} optional tests pass. Failed: "
            + string.Join(", ", failed.GroupBy(test => test[..test.IndexOf('#', StringComparison.Ordinal)]).Select(file => $"{file.Key} {file.Count()}")));

        Assert.DoesNotContain(failed, test => !NotPromised.Any(part => test.Contains(part, StringComparison.Ordinal)));
    }

    private static (int Ran, List<string> Failed) Run(string draft, Func<JsonElement, bool> which)
    {
        var options = new SchemaOptions { Draft = draft == "draft7" ? SchemaDraft.Draft7 : SchemaDraft.Draft202012, Resources = Remotes() };
        var failed = new List<string>();
        var ran = 0;
        foreach (var group in Lines("groups.jsonl.gz").Where(group => group.GetProperty("draft").GetString() == draft && which(group)))
        {
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                ran++;
                if (Verdict(group.GetProperty("schema"), test.GetProperty("data"), options) is var verdict && verdict != $"{test.GetProperty("valid").GetBoolean()}")
                {
                    failed.Add($"{group.GetProperty("id")} {group.GetProperty("description")}: {test.GetProperty("description")}: {verdict}");
                }
            }
        }

        return (ran, failed);
    }

    private static string Verdict(JsonElement schema, JsonElement data, SchemaOptions options)
    {
        try
        {
            var result = JsonSchema.Compile(schema, options).Validate(data);
            Assert.Equal(result.IsValid, result.Violations.Count == 0);
            Assert.DoesNotContain(result.Violations, violation => violation.Keyword == "limit");
            return $"{result.IsValid}";
        }
        catch (InvalidSchemaException problem)
        {
            return problem.Message;
        }
    }

    private static Dictionary<string, JsonElement> Remotes() =>
        Lines("remotes.jsonl.gz").ToDictionary(line => "http://localhost:1234/" + line.GetProperty("path").GetString(), line => line.GetProperty("schema"));

    private static IEnumerable<JsonElement> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder, file)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line, new() { MaxDepth = 512 });
            yield return document.RootElement.Clone();
        }
    }
}
