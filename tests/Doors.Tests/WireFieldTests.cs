using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Doors.Tests;

/// <summary>Nothing that a client of OpenAI's or Anthropic's API sends is silently without effect, and the documentation says so field by field.</summary>
public sealed class WireFieldTests
{
    // No field takes it.
    private const string Strange = """{"nobody": ["takes this"]}""";

    private static readonly Dictionary<string, string> Examples = new()
    {
        ["n"] = "1",
        ["store"] = "false",
        ["metadata"] = """{"user_id": "x"}""",
        ["user"] = "\"x\"",
        ["safety_identifier"] = "\"x\"",
        ["prompt_cache_key"] = "\"x\"",
        ["prompt_cache_retention"] = "\"in_memory\"",
        ["service_tier"] = "\"auto\"",
        ["modalities"] = """["text"]""",
        ["include_obfuscation"] = "false",
        ["annotations"] = "[]",
        ["citations"] = "[]",
        ["filename"] = "\"x\"",
        ["strict"] = "true",
        ["cache_control"] = """{"type": "ephemeral", "ttl": "5m"}""",
        ["eager_input_streaming"] = "true",
        ["defer_loading"] = "false",
        ["prompt_cache_breakpoint"] = """{"mode": "explicit"}""",
        ["speed"] = "\"standard\"",
        ["allowed_callers"] = """["direct"]""",
        ["caller"] = """{"type": "direct"}""",
    };

    public static TheoryData<string, string> Fields(bool accepted) =>
    [
        .. from form in WireForm.All
           from field in form.Fields.All
           where accepted ? field.Fate == FieldFate.Accepted : field.Fate != FieldFate.Honoured
           select new TheoryDataRow<string, string>(form.Name, field.Name),
    ];

    [Fact]
    public void The_requests_themselves_are_taken() => Assert.All(WireForm.All, form => form.Read(form.Body));

    [Theory]
    [MemberData(nameof(Fields), false)]
    public void A_value_that_changes_nothing_here_is_refused_by_its_name(string api, string field)
    {
        var form = WireForm.All.Single(form => form.Name == api);

        var refusal = Assert.Throws<RefusedException>(() => form.Read(form.With(field, Strange))).Refusal;

        var named = Assert.Single(refusal.Errors!).Key;
        Assert.Equal((400, field[(field.LastIndexOf('.') + 1)..]), (refusal.Status, named[(named.LastIndexOf('.') + 1)..]));
        Assert.Contains(named, refusal.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Fields), true)]
    public void A_value_that_is_said_to_be_accepted_is(string api, string field)
    {
        var form = WireForm.All.Single(form => form.Name == api);

        form.Read(form.With(field, Examples[field[(field.LastIndexOf('.') + 1)..]]));
        form.Read(form.With(field, "null"));
    }

    [Fact]
    public void A_field_that_the_api_does_not_have_is_refused_wherever_it_stands() =>
        Assert.All(WireForm.All, form => Assert.All(form.Fields.All.Select(field => Parent(field.Name)).Distinct(), parent =>
        {
            var field = parent + "wholly_new";
            var refusal = Assert.Throws<RefusedException>(() => form.Read(form.With(field, "1"))).Refusal;
            Assert.EndsWith("wholly_new", Assert.Single(refusal.Errors!).Key, StringComparison.Ordinal);
        }));

    [Theory]
    [InlineData("chat/completions", "stream_options.include_usage", "true")]
    [InlineData("chat/completions", "tool_choice", """{"type": "function", "function": {"name": "f", "strictly": true}}""")]
    [InlineData("chat/completions", "tool_choice", """{"type": "anything", "function": {"name": "f"}}""")]
    [InlineData("messages", "tool_choice.type", "\"auto\"")]
    [InlineData("messages", "cache_control", """{"type": "ephemeral", "ttl": "1h"}""")]
    [InlineData("messages", "thinking", """{"type": "disabled", "budget_tokens": 1024}""")]
    [InlineData("messages", "messages[].content", "1")]
    public void What_stands_in_the_wrong_place_or_in_a_mark_is_refused(string api, string name, string json)
    {
        var form = WireForm.All.Single(form => form.Name == api);
        var body = System.Text.Json.Nodes.JsonNode.Parse(form.Body)!;
        body[name] = System.Text.Json.Nodes.JsonNode.Parse(json);

        var refusal = Assert.Throws<RefusedException>(() => form.Read(body.ToJsonString())).Refusal;

        Assert.StartsWith(name, Assert.Single(refusal.Errors!).Key, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_honoured_is_what_is_read() => Assert.All(WireForm.All, form => Assert.Equal(
        form.Request.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(member => member.CanWrite && member.GetCustomAttribute<JsonExtensionDataAttribute>() is null)
            .Select(member => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.Name)).Order(),
        form.Fields.All.Where(field => field.Fate == FieldFate.Honoured && !field.Name.Contains('.', StringComparison.Ordinal)).Select(field => field.Name).Order()));

    [Fact]
    public void The_documentation_says_of_each_field_what_becomes_of_it()
    {
        var page = File.ReadAllText(Path.Combine(Root(), "docs", "api.md"));

        Assert.All(WireForm.All, form =>
        {
            var section = page.Split($"### The fields of `{form.Name}`\n")[1].Split("\n#")[0];
            Assert.Equal(
                string.Join('\n', form.Fields.All.Select(field => $"| `{field.Name}` | {field.Fate.ToString().ToLowerInvariant()} | {field.Meaning} |")),
                string.Join('\n', section.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))));
        });
    }

    private static string Parent(string field) => field.LastIndexOf('.') is var dot and > 0 ? field[..(dot + 1)] : "";

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }
}
