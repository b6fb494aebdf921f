using Parley.Redaction.Tagging;

namespace Parley.Redaction.Tests;

/// <summary>Names and addresses, with the model as it is shipped. The sentences are ours; nothing was learned from them.</summary>
public sealed class TaggerTests
{
    [Theory]
    [InlineData("person", "Good afternoon, my name is Harriet Vandermolen.", "Harriet Vandermolen")]
    [InlineData("person", "Please tell Mr. Pemberton that his taxi is here.", "Pemberton")]
    [InlineData("person", "Mit freundlichen Grüßen, Annegret Müller", "Annegret Müller")]
    [InlineData("location", "We spent our holidays in Portugal.", "Portugal")]
    [InlineData("location", "Do you ship to Canada?", "Canada")]
    [InlineData("organization", "She works for Siemens.", "Siemens")]
    [InlineData("organization", "Our supplier Northern Logistics Ltd. is late.", "Northern Logistics Ltd.")]
    [InlineData("address", "My address is 42 Chestnut Avenue, Portland, OR 97205.", "42 Chestnut Avenue")]
    [InlineData("address", "Ich wohne in der Lindenstraße 12, 50674 Köln.", "Lindenstraße 12")]
    public void It_is_tagged(string kind, string text, string value) =>
        Assert.Contains(PersonalDataFinder.Find(text), found => found.Kind == kind && text[found.Start..found.End] is var there && (there.Contains(value, StringComparison.Ordinal) || value.Contains(there, StringComparison.Ordinal)));

    [Theory]
    [InlineData("How do I cancel my subscription before Friday?")]
    [InlineData("the parcel did not arrive and nobody answers")]
    [InlineData("Thanks, that was very helpful!")]
    [InlineData("Please explain how photosynthesis works.")]
    public void Ordinary_requests_stay_as_they_are(string text) => Assert.Empty(PersonalDataFinder.Find(text));

    [Fact]
    public void The_model_is_small_and_whole()
    {
        using var stream = typeof(PersonalDataFinder).Assembly.GetManifestResourceStream("tagger.bin")!;

        Assert.InRange(stream.Length, 1, 1 << 20);
        Assert.Equal(Features.Buckets * TaggerModel.Tags, TaggerModel.BuiltIn.Weights.Length);
    }

    [Fact]
    public void A_model_of_another_form_is_refused() => Assert.Throws<InvalidDataException>(() => TaggerModel.Read(new MemoryStream(new byte[64])));
}
