namespace Parley.Caching.Tests;

public sealed class SameQuestionTests
{
    [Theory]
    [InlineData("How do I export a report as PDF?", "How can I export a report as PDF?")]
    [InlineData("How do I remove a colleague from a project?", "How to delete a colleague from a project?")]
    [InlineData("Which browsers does the editor support?", "Which browsers are supported by the editor?")]
    [InlineData("Who invented the telephone?", "who invented the telephone")]
    [InlineData("How do I instal the editor on Linux?", "How do I install the editor on Linux?")]
    [InlineData("Wie exportiere ich einen Bericht?", "Wie kann ich einen Bericht exportieren?")]
    [InlineData("Comment exporter un rapport ?", "Comment puis-je exporter un rapport ?")]
    [InlineData("¿Cómo exporto un informe?", "¿Cómo puedo exportar un informe?")]
    public void The_same_question_in_other_words_is_recognised(string asked, string kept) =>
        Assert.InRange(SameQuestion.Chance(new(asked), new(kept)), QuestionMatch.Least, 1);

    [Theory]
    [InlineData("How many users may a team of 5 invite?", "How many users may a team of 50 invite?")]
    [InlineData("Does the editor run in version 2.10?", "Does the editor run in version 2.11?")]
    [InlineData("Does the editor work with two screens?", "Does the editor work with three screens?")]
    [InlineData("Which browsers does the editor support?", "Which browsers does the editor not support?")]
    [InlineData("Which formats can be read?", "Which formats cannot be read?")]
    [InlineData("How do I turn on dark mode?", "How do I turn off dark mode?")]
    [InlineData("How do I enable synchronisation?", "How do I disable synchronisation?")]
    [InlineData("How do I convert PDF to Word documents?", "How do I convert Word to PDF documents?")]
    [InlineData("Is flying from Berlin to Rome fast?", "Is flying from Rome to Berlin fast?")]
    [InlineData("Is tea healthier than coffee?", "Is coffee healthier than tea?")]
    [InlineData("What is the population of Austria?", "What is the population of Australia?")]
    [InlineData("Why does the editor save files?", "Where does the editor save files?")]
    [InlineData("How do I use the editor?", "Can I use the editor?")]
    [InlineData("How do I sort by the first column?", "How do I sort by the second column?")]
    [InlineData("How many kilometers are in a mile?", "How many miles are in a kilometer?")]
    [InlineData("How long is the trip in hours?", "How long is the trip in days?")]
    [InlineData("What is the highest setting of the heater?", "What is the lowest setting of the heater?")]
    [InlineData("What does the option --force-with-lease do in git_push?", "What does the option --force-with-lease do in git_pull?")]
    [InlineData("What is the difference between a list and a tuple?", "What is a list? What is a tuple? How do they differ?")]
    [InlineData("How do I install the editor on Android?", "How do I install the editor on an iPhone?")]
    [InlineData("Do cats chase dogs?", "Do dogs chase cats?")]
    [InlineData("Was ist die Hauptstadt von Australien?", "Was ist die Hauptstadt von Österreich?")]
    [InlineData("Wie schalte ich den Ton ein?", "Wie schalte ich den Ton aus?")]
    [InlineData("Welche Formate werden gelesen?", "Welche Formate werden nicht gelesen?")]
    [InlineData("Comment activer le mode sombre ?", "Comment désactiver le mode sombre ?")]
    [InlineData("¿Cómo instalo el editor en Linux?", "¿Cómo instalo el editor en Windows?")]
    public void A_look_alike_is_another_question_both_ways(string one, string other)
    {
        Assert.InRange(SameQuestion.Chance(new(one), new(other)), 0, QuestionMatch.Least - 0.001);
        Assert.InRange(SameQuestion.Chance(new(other), new(one)), 0, QuestionMatch.Least - 0.001);
    }

    [Theory]
    [InlineData("")]
    [InlineData("???")]
    [InlineData("🙂")]
    [InlineData("日本の首都はどこですか")]
    public void Odd_texts_have_a_chance_like_all_others(string text) =>
        Assert.InRange(SameQuestion.Chance(new(text), new("What is the capital of Japan?")), 0, 1);
}
