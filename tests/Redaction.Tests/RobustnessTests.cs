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

    [Fact]
    public void A_megabyte_of_data_and_look_alikes_is_redacted_and_escaped_in_one_pass()
    {
        const int Times = 30_000;
        const string Part = "[EMAIL_1] x [\\CARD_2] a@b.io [[[\\ ";
        var text = string.Concat(Enumerable.Repeat(Part, Times));
        PersonalDatum[] found = [.. Enumerable.Range(0, Times).Select(i => (i * Part.Length) + Part.IndexOf("a@", StringComparison.Ordinal)).Select(start => new PersonalDatum(DatumKinds.Email, start, start + 6, 1))];

        var redacted = Redactor.Apply(text, found, new(_ => Treatment.Placeholder, (_, _) => "[EMAIL_9]"), escapesLookAlikes: true);

        Assert.Equal(string.Concat(Enumerable.Repeat("[\\EMAIL_1] x [\\\\CARD_2] [EMAIL_9] [[[\\ ", Times)), redacted.Text);
        Assert.Equal(3 * Times, redacted.Offsets.Shifts.Count);
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

    [Fact]
    public void A_letter_that_only_folds_to_a_latin_one_is_no_part_of_an_id() => Assert.NotNull(PersonalDataFinder.Find("131052A308\u212a"));
}
