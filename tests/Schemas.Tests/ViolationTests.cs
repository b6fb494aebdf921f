namespace Parley.Schemas.Tests;

public sealed class ViolationTests
{
    [Theory]
    [InlineData("""{"properties":{"age":{"minimum":18}}}""", """{"age":17}""", "/age must be at least 18")]
    [InlineData("""{"type":"object"}""", "[]", "the value must be an object, not an array")]
    [InlineData("""{"type":["string","null"]}""", "1", "the value must be a string or null, not a number")]
    [InlineData("""{"required":["name"]}""", "{}", "the value must have the property \"name\"")]
    [InlineData("""{"properties":{"a":{"enum":["x",1,null]}}}""", """{"a":2}""", "/a must be one of \"x\", 1, null")]
    [InlineData("""{"properties":{"a":1.0},"x":1}""", "{}", null)]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"b":1}""", "the value must not have the property \"b\"; allowed are \"a\"")]
    [InlineData("""{"items":{"maxLength":1}}""", """["a","😀","bc"]""", "/2 must have at most 1 letter, and has 2")]
    [InlineData("""{"properties":{"a/b~":{"multipleOf":0.01}}}""", """{"a/b~":0.075}""", "/a~1b~0 must be a multiple of 0.01")]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1,"b":2},{"b":2.0,"a":1}]""", "the value must not hold the same item twice: 0 and 1 are equal")]
    [InlineData("""{"pattern":"^\\d+$"}""", "\"٣\"", "the value must match the pattern ^\\d+$")]
    [InlineData("""{"unevaluatedProperties":false,"allOf":[{"properties":{"a":true}}]}""", """{"a":1,"b":1}""", "the value must not have the property \"b\"")]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", "the value has the property \"a\" and so must have \"b\"")]
    public void A_violation_says_where_and_what_in_a_plain_sentence(string schema, string value, string? sentence)
    {
        if (sentence is null)
        {
            Assert.Equal("/properties/a", Judge.Refused(schema).Pointer);
            return;
        }

        Assert.Equal(sentence, Judge.Sentences(schema, value));
    }

    [Fact]
    public void All_violations_are_told_up_to_the_bound()
    {
        const string Schema = """{"items":{"type":"string"}}""";
        var value = $"[{string.Join(',', Enumerable.Range(0, 100))}]";

        Assert.Equal(20, Judge.Of(Schema, value).Violations.Count);
        Assert.Equal(3, Judge.Of(Schema, value, new() { MaxViolations = 3 }).Violations.Count);
    }

    [Fact]
    public void Of_several_forms_the_one_that_was_meant_is_explained()
    {
        const string Schema = """
            {"oneOf":[
              {"properties":{"kind":{"const":"cat"},"lives":{"type":"integer"}},"required":["kind","lives"]},
              {"properties":{"kind":{"const":"dog"},"name":{"type":"string"}},"required":["kind","name"]}]}
            """;

        Assert.Equal(
            "the value fits none of the 2 forms that are allowed; for the nearest one:\nthe value must have the property \"name\"",
            Judge.Sentences(Schema, """{"kind":"dog"}"""));
    }

    [Theory]
    [InlineData("maximum", "12345678901234567890123456788", "12345678901234567890123456789")]
    [InlineData("maximum", "1.0000000000000000000000000001", "1.0000000000000000000000000002")]
    [InlineData("maximum", "1e399", "1e400")]
    [InlineData("maximum", "-1e-399", "-1e-400")]
    [InlineData("minimum", "0", "-1e-400")]
    [InlineData("exclusiveMinimum", "1", "1.000e0")]
    [InlineData("const", "0.1", "0.1000000000000000000000000001")]
    public void Numbers_are_compared_without_rounding(string keyword, string given, string breaks)
    {
        var schema = $$"""{"{{keyword}}":{{given}}}""";

        Assert.Equal(keyword != "exclusiveMinimum", Judge.Of(schema, given).IsValid);
        Assert.False(Judge.Of(schema, breaks).IsValid);
    }

    [Fact]
    public void A_huge_exponent_costs_nothing()
    {
        Assert.True(Judge.Of("""{"type":"integer","multipleOf":7e-3,"minimum":1e99999999}""", "7e999999999").IsValid);
        Assert.Equal("limit", Assert.Single(Judge.Of("""{"type":"integer"}""", "1e99999999999999999999").Violations).Keyword);
        Assert.Equal("limit", Assert.Single(Judge.Of("""{"type":"integer"}""", new string('7', 100_000)).Violations).Keyword);
    }
}
