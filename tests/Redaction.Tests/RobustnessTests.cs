namespace Parley.Redaction.Tests;

/// <summary>Texts that nobody means well with.</summary>
public sealed class RobustnessTests
{
    [Fact]
    public void Any_letters_are_read_and_findings_stand_in_order_inside_of_the_text()
    {
        var random = new Random(11);
        string alphabet = "aA0 1.@:/-_=+\n[]()\\\"'é中\ud83d\ude00\ud800\udfff\0\u200b\u0600%#<>{}";
        for (var round = 0; round < 1_500; round++)
        {
            var text = string.Create(random.Next(700), random, (letters, chance) =>
            {
                for (var i = 0; i < letters.Length; i++)
                {
                    letters[i] = chance.Next(4) == 0 ? (char)chance.Next(0x10000) : alphabet[chance.Next(alphabet.Length)];
                }
            });
            var end = 0;
            foreach (var found in PersonalDataFinder.Find(text))
            {
                Assert.InRange(found.Start, end, text.Length);
                Assert.InRange(found.End, found.Start + 1, text.Length);
                Assert.InRange(found.Score, 0, 1);
                end = found.End;
            }
        }
    }

    [Fact]
    public void A_megabyte_is_read_to_its_end()
    {
        var text = string.Concat(Enumerable.Repeat("Write to a@example.com or +44 20 7946 0958. ", (1 << 20) / 44));

        Assert.Equal(2 * ((1 << 20) / 44), PersonalDataFinder.Find(text, new() { Kinds = new HashSet<string> { DatumKinds.Email, DatumKinds.Phone } }).Count);
    }

    [Theory]
    [InlineData("a@")]
    [InlineData("1 ")]
    [InlineData("1-")]
    [InlineData("https://")]
    [InlineData("-----BEGIN ")]
    [InlineData("[\\")]
    [InlineData("password ")]
    [InlineData("eyJaaaaaaaa.")]
    [InlineData("a:")]
    [InlineData("John ")]
    public void Much_of_the_same_is_read_in_segments_of_bounded_length(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, (1 << 17) / part.Length));
        var (walker, found, at) = (new Walker(FindOptions.Default), new List<PersonalDatum>(), 0);
        while (at < text.Length)
        {
            var (wasOpen, next) = (walker.IsOpen, walker.Next(text, at, final: true, found));
            Assert.True(next > at || walker.IsOpen != wasOpen);
            Assert.InRange(next - at, 0, wasOpen || walker.IsOpen ? 17_000 : Segmenter.Longest);
            at = next;
        }
    }
}
