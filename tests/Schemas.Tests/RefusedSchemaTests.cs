namespace Parley.Schemas.Tests;

public sealed class RefusedSchemaTests
{
    [Theory]
    [InlineData("[]", "", "must be a schema")]
    [InlineData("""{"type":"strin"}""", "/type", "must be one or more of")]
    [InlineData("""{"properties":{"a":{"minLength":-1}}}""", "/properties/a/minLength", "whole number")]
    [InlineData("""{"minItems":1.5}""", "/minItems", "whole number")]
    [InlineData("""{"multipleOf":0}""", "/multipleOf", "greater than 0")]
    [InlineData("""{"required":"a"}""", "/required", "list of strings")]
    [InlineData("""{"required":["a",1]}""", "/required", "list of strings")]
    [InlineData("""{"allOf":[]}""", "/allOf", "at least one schema")]
    [InlineData("""{"anyOf":[{},3]}""", "/anyOf/1", "must be a schema")]
    [InlineData("""{"properties":[]}""", "/properties", "must be an object")]
    [InlineData("""{"enum":1}""", "/enum", "list of values")]
    [InlineData("""{"uniqueItems":"yes"}""", "/uniqueItems", "true or false")]
    [InlineData("""{"dependentRequired":{"a":"b"}}""", "/dependentRequired", "list of strings")]
    [InlineData("""{"$ref":"#/$defs/none"}""", "/$ref", "there is nothing")]
    [InlineData("""{"$ref":"#none"}""", "/$ref", "has the name \"none\"")]
    [InlineData("""{"$ref":"https://example.com/a.json"}""", "/$ref", "nothing is fetched")]
    [InlineData("""{"$schema":"http://json-schema.org/draft-04/schema#"}""", "/$schema", "use \"https://json-schema.org/draft/2020-12/schema\"")]
    [InlineData("""{"$id":"a#b"}""", "/$id", "$anchor")]
    [InlineData("""{"$anchor":"1"}""", "/$anchor", "must be a name")]
    [InlineData("""{"pattern":"(a)\\1"}""", "/pattern", "refers back to a group")]
    [InlineData("""{"patternProperties":{"[":true}}""", "/patternProperties/[", "ends where more is expected")]
    [InlineData("""{"pattern":"a{1000}{1000}"}""", "/pattern", "repeats")]
    [InlineData("""{"pattern":"(((a{0}){900}){900}){900}"}""", "/pattern", "repeats so much")]
    [InlineData("""{"pattern":"\\p{Script=Greek}"}""", "/pattern", "\\p{Script=Greek}")]
    [InlineData("""{"$ref":"#"}""", "", "would never end")]
    [InlineData("""{"anyOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"allOf":[{"$ref":"#"}]}}}""", "/$defs/a/allOf/0", "would never end")]
    public void What_is_no_schema_is_refused_with_its_place_and_a_remedy(string schema, string pointer, string sentence)
    {
        var refused = Judge.Refused(schema);

        Assert.Equal(pointer, refused.Pointer);
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_compiler_takes_its_metaschema_takes_and_what_it_refuses_for_its_shape_the_metaschema_refuses()
    {
        var random = new Random(8);
        string[] keywords = ["type", "minLength", "maximum", "multipleOf", "required", "uniqueItems", "allOf", "items", "properties", "not", "enum", "const", "pattern", "dependentRequired", "if", "prefixItems"];
        string[] values = ["\"string\"", "1", "-1", "1.5", "0", "true", "null", "[]", "{}", "[\"a\"]", "[{}]", "{\"a\":{}}", "{\"a\":[\"b\"]}", "[\"null\",\"array\"]", "{\"a\":1}"];
        var metaschema = JsonSchema.Compile(Judge.Json("""{"$ref":"https://json-schema.org/draft/2020-12/schema"}"""));
        var refused = 0;
        for (var round = 0; round < 2_000; round++)
        {
            var schema = Judge.Json($$"""{"{{keywords[random.Next(keywords.Length)]}}":{{values[random.Next(values.Length)]}}}""");
            var compiled = Record.Exception(() => JsonSchema.Compile(schema)) is null;
            refused += compiled ? 0 : 1;

            Assert.True(compiled == metaschema.Validate(schema).IsValid, $"{schema} was {(compiled ? "taken" : "refused")}");
        }

        Assert.InRange(refused, 200, 1_800);
    }

    [Fact]
    public void A_schema_may_refer_to_given_documents_and_across_drafts()
    {
        var options = new SchemaOptions
        {
            Resources = new Dictionary<string, System.Text.Json.JsonElement>
            {
                ["https://example.com/pair.json"] = Judge.Json("""{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],"additionalItems":false}"""),
            },
        };
        const string Schema = """{"$id":"https://example.com/root.json","$ref":"pair.json","minItems":1}""";

        Assert.True(Judge.Of(Schema, """["a"]""", options).IsValid);
        Assert.False(Judge.Of(Schema, """["a","b"]""", options).IsValid);
        Assert.False(Judge.Of(Schema, "[]", options).IsValid);
    }
}
