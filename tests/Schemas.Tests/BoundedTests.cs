using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Parley.Schemas.Tests;

/// <summary>Whatever is given, judging ends: by the work that is allowed, never by the clock.</summary>
public sealed class BoundedTests
{
    private static readonly SchemaOptions Little = new() { MaxWork = 200_000 };

    [Fact]
    public void References_that_double_at_each_step_are_judged_once_a_value()
    {
        // Judged each time anew this takes 2 to the power of 200 steps.
        foreach (var keyword in (string[])["allOf", "anyOf", "oneOf"])
        {
            var schema = new StringBuilder("""{"$ref":"#/$defs/s0","$defs":{"s200":{"type":"integer"}""");
            for (var step = 0; step < 200; step++)
            {
                schema.Append(CultureInfo.InvariantCulture, $$""","s{{step}}":{"{{keyword}}":[{"$ref":"#/$defs/s{{step + 1}}"},{"$ref":"#/$defs/s{{step + 1}}"}]}""");
            }

            var judged = Judge.Of(schema.Append("}}").ToString(), "\"no integer\"", Little);

            Assert.DoesNotContain(judged.Violations, violation => violation.Keyword == "limit");
            Assert.False(judged.IsValid);
            Assert.Equal(keyword != "oneOf", Judge.Of(schema.ToString(), "1", Little).IsValid);
        }
    }

    [Fact]
    public void Forms_that_branch_at_each_level_of_a_deep_value_are_judged_once_a_value()
    {
        const string Schema = """{"anyOf":[{"properties":{"a":{"$ref":"#"}},"required":["x"]},{"properties":{"a":{"$ref":"#"}},"required":["y"]}]}""";
        var value = string.Concat(Enumerable.Repeat("""{"a":""", 100)) + "{}" + new string('}', 100);

        Assert.False(Judge.Of(Schema, value, Little).IsValid);
    }

    [Fact]
    public void Values_and_schemas_that_nest_too_deep_are_told()
    {
        var deep = new string('[', 1_000) + new string(']', 1_000);
        var schema = string.Concat(Enumerable.Repeat("""{"not":""", 1_000)) + "{}" + new string('}', 1_000);

        Assert.Contains("nested deeper", Assert.Single(Judge.Of("{}", deep).Violations).Sentence, StringComparison.Ordinal);
        Assert.Contains("nested deeper", Judge.Refused(schema).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_of_references_as_long_as_a_schema_may_be_breaks_no_stack()
    {
        var schema = new StringBuilder("""{"$ref":"#/$defs/s0","$defs":{"s5000":true""");
        for (var step = 0; step < 5_000; step++)
        {
            schema.Append(CultureInfo.InvariantCulture, $$""","s{{step}}":{"$ref":"#/$defs/s{{step + 1}}"}""");
        }

        var judged = Judge.Of(schema.Append("}}").ToString(), "1");

        Assert.Equal("limit", Assert.Single(judged.Violations).Keyword);
    }

    [Fact]
    public void A_dynamic_reference_that_leads_to_itself_is_told()
    {
        var judged = Judge.Of("""{"$dynamicAnchor":"a","allOf":[{"$dynamicRef":"#a"}]}""", "1");

        Assert.Contains("without end", Assert.Single(judged.Violations).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Patterns_on_which_others_never_end_cost_little()
    {
        foreach (var pattern in (string[])["^(a+)+$", "^(a|a)*$", "^(a|aa)+$", "^((a*)*)*$", "(.*)*x(.*)*y", "^(?=(a+)+b)a"])
        {
            var schema = JsonSerializer.Serialize(new { pattern });

            var judged = Judge.Of(schema, $"\"{new string('a', 20_000)}!\"");

            Assert.Equal("pattern", Assert.Single(judged.Violations).Keyword);
        }
    }

    [Fact]
    public void What_costs_too_much_is_not_valid_and_says_so()
    {
        var pattern = JsonSerializer.Serialize(new { pattern = "^.{0,9000}x$" });
        var judged = Judge.Of(pattern, $"\"{new string('a', 200_000)}\"", Little);

        Assert.Contains("more work", Assert.Single(judged.Violations).Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hundred_thousand_different_items_are_compared_by_their_hashes()
    {
        var value = $"[{string.Join(',', Enumerable.Range(0, 100_000).Select(number => $"{{\"a\":[{number}]}}"))}]";

        Assert.True(Judge.Of("""{"uniqueItems":true}""", value, Little).IsValid);
    }

    [Fact]
    public void Powers_of_ten_modulo_a_long_divisor_are_counted_as_work()
    {
        var digits = new string('7', 900);
        var value = $"[{string.Join(',', Enumerable.Repeat(digits + "e999999999", 1_000))}]";

        var judged = Judge.Of($$$"""{"items":{"multipleOf":{{{digits}}}}}""", value, Little);

        Assert.Contains("more work", Assert.Single(judged.Violations).Sentence, StringComparison.Ordinal);
        Assert.True(Judge.Of($$$"""{"multipleOf":{{{digits}}}}""", digits + "e999999999", Little).IsValid);
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00\":1}")]
    public void Half_a_surrogate_pair_is_told_and_breaks_nothing(string text)
    {
        Assert.Contains("surrogate", Assert.Single(Judge.Of("{}", text).Violations).Sentence, StringComparison.Ordinal);
        Assert.Contains("surrogate", Judge.Refused($$"""{"const":{{text}}}""").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Random_schemas_and_values_always_end_in_a_verdict()
    {
        var random = new Random(1);
        for (var round = 0; round < 3_000; round++)
        {
            var schema = Judge.Json(RandomSchema(random, 4));
            if (Record.Exception(() => JsonSchema.Compile(schema)) is { } refused)
            {
                Assert.IsType<InvalidSchemaException>(refused);
                continue;
            }

            var result = JsonSchema.Compile(schema, Little).Validate(Judge.Json(RandomSchema(random, 5)));
            Assert.Equal(result.IsValid, result.Violations.Count == 0);
        }
    }

    private static string RandomSchema(Random random, int depth)
    {
        string[] keywords = ["allOf", "anyOf", "oneOf", "not", "if", "then", "properties", "items", "prefixItems", "unevaluatedProperties", "unevaluatedItems", "contains", "$ref", "$dynamicRef", "additionalProperties", "required", "type"];
        string Any() => depth == 0 ? "true" : RandomSchema(random, depth - 1);
        string Member(string keyword) => $"\"{keyword}\":" + keyword switch
        {
            "allOf" or "anyOf" or "oneOf" or "prefixItems" => $"[{Any()},{Any()}]",
            "properties" => $"{{\"{keywords[random.Next(keywords.Length)]}\":{Any()},\"a\":{Any()}}}",
            "$ref" => random.Next(2) == 0 ? "\"#/properties/a\"" : "\"#\"",
            "$dynamicRef" => "\"#d\"",
            "required" => "[\"not\"]",
            "type" => "[\"object\",\"array\"]",
            _ => Any(),
        };
        return $"{{{(depth == 4 ? "\"$dynamicAnchor\":\"d\"," : "")}{string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => Member(keywords[random.Next(keywords.Length)])).DistinctBy(member => member.Split(':')[0]))}}}";
    }
}
