namespace Parley.Memory;

/// <summary>What people and assistants say between the things that matter. It has numbers and names too.</summary>
internal sealed class Filler(Random random, bool german)
{
    private static readonly string[] EnglishAsked =
    [
        "How do I get candle wax out of a carpet?", "What can I cook with chickpeas and spinach?", "Can you explain how a heat pump works?",
        "What is a good way to start the day?", "How do I write a friendly reminder to a neighbour?", "Why does bread go stale?",
        "Is it better to fold or to roll clothes?", "What should I look at when I buy a used bicycle?", "How long do tulips last in a vase?",
        "Could you say that in simpler words?", "And what if it rains?", "What does that cost, roughly?", "Tell me more about the second point.",
        "How do I keep plants alive while I am away?", "What is the difference between oil paint and acrylic paint?", "Do I need a permit for a skip?",
    ];

    private static readonly string[] EnglishSaid =
    [
        "That depends on a few things, and the first of them is how much time there is.", "Most people begin with the largest room and go on from there.",
        "A warm iron and some brown paper usually do the trick.", "It helps to write everything down before the first phone call.",
        "Soak them overnight and rinse them well.", "A heat pump moves warmth from outside to inside, as a fridge does the other way round.",
        "In a test of 2019 the cheaper ones did about as well.", "Between 15 and 20 minutes are enough for most ovens.",
        "You can keep it friendly by beginning with something nice.", "The starch goes back into its old shape, and that makes it hard.",
        "Rolling saves some space, folding saves some creases.", "Look at the chain, the brakes and the frame, in this order.",
        "A spoonful of sugar in the water gives them two or three more days.", "If it rains, a tarpaulin over the open side is enough.",
        "Prices differ a lot from town to town.", "Many towns have a form for this on their pages.", "There is no single right way to do it.",
        "Somebody like Marie Kondo would say that less is more.", "Let me know if you want it shorter.", "I hope that helps!",
        "The paint should dry for a day before the second coat.", "In Vienna they do it with vinegar, in Lisbon with lemon.",
        "Acrylic paint dries fast, oil paint stays open for days.", "A wick of cotton from a bottle keeps a pot moist for a week.",
    ];

    private static readonly string[] GermanAsked =
    [
        "Wie bekomme ich Grasflecken aus Stoff?", "Was kann man mit Roter Bete kochen?", "Kannst du mir das einfacher erklären?",
        "Wie schreibt man eine nette Absage?", "Warum klingt eine Geige anders als eine Bratsche?", "Und wenn es regnet?",
        "Was kostet das ungefähr?", "Erzähl mir mehr über den zweiten Punkt.", "Wie lange hält ein Fußball?", "Wie lüftet man richtig?",
    ];

    private static readonly string[] GermanSaid =
    [
        "Das hängt davon ab, wie viel Zeit ist.", "Am besten beginnt man mit dem größten Raum.", "Mit etwas Gallseife geht das meistens weg.",
        "Es hilft, vorher alles aufzuschreiben.", "Rote Bete schmeckt mit Apfel und Meerrettich.", "Die Bratsche ist größer und um eine Quinte tiefer gestimmt.",
        "In einem Test von 2021 waren die billigen kaum schlechter.", "15 bis 20 Minuten reichen in der Regel.", "Ein freundlicher erster Satz nimmt die Schärfe.",
        "Dreimal am Tag für fünf Minuten ist besser als den ganzen Tag gekippt.", "Bei Regen genügt eine Plane über der offenen Seite.",
        "Die Preise unterscheiden sich von Stadt zu Stadt.", "Dafür gibt es meistens ein Formular.", "Das hilft hoffentlich weiter!",
        "Im Norden sagt man dazu anders als im Süden.", "Ein Ball aus Leder hält bei guter Pflege viele Jahre.",
    ];

    public string Asked() => Pick(german ? GermanAsked : EnglishAsked);

    public string Said() => string.Join(' ', Enumerable.Range(0, random.Next(4, 10)).Select(_ => Pick(german ? GermanSaid : EnglishSaid)));

    private string Pick(string[] from) => from[random.Next(from.Length)];
}
