using System.Text.Json;

namespace Parley.Orchestration.Tests;

public sealed class AnswerFormTests
{
    private const string City = """{"type":"object","properties":{"city":{"type":"string","minLength":2},"tags":{"type":"array"}},"required":["city"]}""";

    [Theory]
    [InlineData("""{"city":"Bern"}""", false, """{"city":"Bern"}""")]
    [InlineData(" {\"city\" : \"Bern\"}\n", false, " {\"city\" : \"Bern\"}\n")]
    [InlineData("```json\n{\"city\":\"Bern\"}\n```", false, """{"city":"Bern"}""")]
    [InlineData("Sure {as asked}: {\"city\":\"Bern\"} Anything else?", false, """{"city":"Bern"}""")]
    [InlineData("""{"city":"Bern","tags":["a",],}""", false, """{"city":"Bern","tags":["a"]}""")]
    [InlineData("""{"city":"B,} ern\"]"}""", false, """{"city":"B,} ern\"]"}""")]
    [InlineData("""{"city":"Bern","tags":["a",{"b":null""", true, """{"city":"Bern","tags":["a",{"b":null}]}""")]
    [InlineData("""{"city":"Bern","tags":["a",""", true, """{"city":"Bern","tags":["a"]}""")]
    [InlineData("""{"city":"Bern","tags":["a",{"b":null""", false, null)]
    [InlineData("""{"city":"Bern","tags":[1,23""", true, null)]
    [InlineData("""{"city":"Ber""", true, null)]
    [InlineData("""{"city":"B"}""", false, null)]
    [InlineData("""{"city":"Bern"]""", false, null)]
    [InlineData("It is Bern.", false, null)]
    [InlineData("", true, null)]
    public void What_needs_no_model_is_repaired_and_the_rest_is_not(string answer, bool isCut, string? shown)
    {
        var verdict = Form(City).Judge(answer, isCut);

        Assert.Equal(shown, verdict.Text);
        Assert.Equal(shown is null, verdict.Problems.Count > 0);
    }

    [Theory]
    [InlineData("""{"city":1}""", "/city must be a string, not a number")]
    [InlineData("Here: {\"city\":\"B\"}", "/city must have at least 2 letters, and has 1")]
    [InlineData("Bern", "It is no JSON: what stands in line 1, place 1, cannot stand there.")]
    public void What_is_wrong_is_told_in_sentences(string answer, string sentence)
    {
        Assert.Equal(sentence, Assert.Single(Form(City).Judge(answer, false).Problems));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_told_and_breaks_nothing()
    {
        var problem = Assert.Single(Form(City).Judge("{\"city\":\"\ud800\"}", false).Problems);

        Assert.Equal("It is no Unicode: half of a surrogate pair stands in it.", problem);
    }

    [Fact]
    public void Any_object_or_list_is_json_and_no_format_asks_for_nothing()
    {
        var json = AnswerForm.Of(new() { Format = "json" })!;

        Assert.NotNull(json.Judge("[1]", false).Text);
        Assert.Null(json.Judge("\"text\"", false).Text);
        Assert.Null(AnswerForm.Of(new()));
    }

    [Fact]
    public void An_answer_of_brackets_alone_ends_in_a_verdict()
    {
        foreach (var letters in (string[])["[", "{", "}", "[{", "{\"", ",]", "[\"\\"])
        {
            var answer = string.Concat(Enumerable.Repeat(letters, 100_000));

            Assert.Null(Form(City).Judge(answer, isCut: true).Text);
        }
    }

    [Fact]
    public void At_whatever_letter_an_answer_is_cut_what_is_shown_fits()
    {
        const string Whole = """{"city":"Bern","tags":["a",{"b":[true,false,null]},"c,]}"]}""";
        for (var end = 0; end <= Whole.Length; end++)
        {
            if (Form(City).Judge(Whole[..end], isCut: true).Text is { } shown)
            {
                Assert.StartsWith(Whole[..end].TrimEnd(','), shown, StringComparison.Ordinal);
                Assert.Equal(shown, Form(City).Judge(shown, isCut: false).Text);
            }
        }
    }

    [Fact]
    public void A_schema_that_is_none_is_refused_with_its_place()
    {
        var refused = Assert.Throws<RefusedException>(() => TurnRequests.CheckSchema(JsonElement.Parse("""{"properties":{"a":{"type":"text"}}}"""), "response.schema")).Refusal;

        Assert.Equal((400, "response.schema"), (refused.Status, Assert.Single(refused.Errors!).Key));
        Assert.Contains("/properties/a/type must be one or more of", refused.Detail, StringComparison.Ordinal);
    }

    private static AnswerForm Form(string schema) => AnswerForm.Of(new() { Format = "json_schema", Schema = JsonElement.Parse(schema) })!;
}
