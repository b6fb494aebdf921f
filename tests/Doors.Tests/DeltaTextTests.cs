using System.Text;
using System.Text.Json;

namespace Parley.Doors.Tests;

public sealed class DeltaTextTests
{
    [Theory]
    [InlineData("""{"text":"plain"}""", "plain")]
    [InlineData("""{"text":""}""", "")]
    [InlineData("""{"text":"hé 鸚鵡 😀"}""", "hé 鸚鵡 😀")]
    [InlineData("""{"text":"say \"so\"\n"}""", "say \"so\"\n")]
    [InlineData("""{"text":"\\"}""", "\\")]
    [InlineData("""{ "text" : "spaced" }""", "spaced")]
    [InlineData("""{"text":"first","more":"second"}""", "first")]
    [InlineData("""{"more":"second","text":"first"}""", "first")]
    public void The_text_is_taken_as_it_stands_there_with_its_length(string json, string text)
    {
        var length = DeltaText.Read(Encoding.UTF8.GetBytes(json), out var quoted);

        Assert.Equal((text.Length, text), (length, JsonElement.Parse(quoted).GetString()));
        Assert.Contains(Encoding.UTF8.GetString(quoted), json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_delta_without_a_text_is_told() => Assert.Throws<InvalidDataException>(() => DeltaText.Read("""{"other":1}"""u8, out _));
}
