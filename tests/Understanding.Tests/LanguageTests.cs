namespace Parley.Understanding.Tests;

/// <summary>In which language a message is written.</summary>
public sealed class LanguageTests
{
    [Theory]
    [InlineData("Could you tell me when the next train leaves?", "en")]
    [InlineData("Könnten Sie mir sagen, wann der nächste Zug fährt?", "de")]
    [InlineData("Pourriez-vous me dire quand part le prochain train ?", "fr")]
    [InlineData("¿Podría decirme cuándo sale el próximo tren?", "es")]
    [InlineData("Mi può dire quando parte il prossimo treno della mattina?", "it")]
    [InlineData("Você pode me dizer quando sai o próximo trem para a cidade?", "pt")]
    [InlineData("Kunt u mij zeggen wanneer de volgende trein naar het zuiden vertrekt?", "nl")]
    [InlineData("Îmi puteți spune când pleacă următorul tren și de unde?", "ro")]
    [InlineData("Bir sonraki trenin ne zaman kalktığını söyler misiniz?", "tr")]
    [InlineData("Bạn có thể cho tôi biết khi nào chuyến tàu tiếp theo chạy không?", "vi")]
    [InlineData("Kan du säga mig när nästa tåg går och hur mycket det kostar?", "sv")]
    [InlineData("Czy może mi pan powiedzieć, kiedy odjeżdża następny pociąg?", "pl")]
    [InlineData("Μπορείτε να μου πείτε πότε φεύγει το επόμενο τρένο;", "el")]
    [InlineData("Чи можете ви сказати, коли відправляється наступний поїзд?", "uk")]
    [InlineData("هل يمكنك أن تخبرني متى يغادر القطار التالي؟", "ar")]
    [InlineData("قطار بعدی کی حرکت می‌کند؟ پول ندارم", "fa")]
    [InlineData("下一班火车什么时候开?", "zh")]
    [InlineData("次の電車はいつ出ますか。", "ja")]
    [InlineData("다음 기차는 언제 출발합니까?", "ko")]
    [InlineData("รถไฟขบวนต่อไปออกเมื่อไร", "th")]
    [InlineData("מתי יוצאת הרכבת הבאה?", "he")]
    public void A_sentence_tells_its_language(string text, string code) => Assert.Equal(code, Understander.Read(text).Language.Label);

    [Theory]
    [InlineData("Kubernetes Docker nginx")]
    [InlineData("12345 67890")]
    [InlineData("xqzt brwk")]
    public void Where_nothing_tells_the_language_none_is_named(string text) => Assert.Equal(Guess.None, Understander.Read(text).Language);

    [Fact]
    public void More_of_a_language_makes_it_surer()
    {
        var little = Understander.Read("die Rechnung").Language.Confidence;
        var more = Understander.Read("die Rechnung, die ich nicht bezahlt habe, weil sie mir zu hoch war").Language.Confidence;

        Assert.True(more > little, $"{more} is not above {little}.");
    }
}
