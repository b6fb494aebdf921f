using System.Globalization;

namespace Parley.PersonalData;

/// <summary>Invents names and addresses, from the lists and from syllables that nobody ever heard, so that more is learned than the lists.</summary>
internal sealed class Inventor(Random random)
{
    private static readonly string[] Onsets = "b,br,c,ch,d,dr,f,g,gr,h,j,k,kr,l,m,n,p,r,s,sh,st,t,tr,v,w,y,z,þ,sz,zh".Split(',');
    private static readonly string[] Rests = "a,an,ar,e,el,en,er,i,in,is,o,on,or,u,un,us,ai,ea,ia,ov,ski,ez,ö,å,é,ić,ssen,dal,ton,berg,ville,ard,ell,ino,aro".Split(',');
    private static readonly string[] Greek = "ΠΑΤΡΑ|ΛΕΜΕΣΟΣ|ΛΑΡΝΑΚΑ|ΒΟΛΟΣ|ΑΓΙΑ ΝΑΠΑ|ΚΑΒΑΛΑ|ΚΑΛΑΜΑΤΑ|ΑΓΙΟΣ ΝΙΚΟΛΑΟΣ|Ρόδος|ΜΟΝΗ ΚΥΚΚΟΥ".Split('|');

    public string One(string list) => SeedLists.All[list] is var all ? all[random.Next(all.Length)] : "";

    public string First() => random.Next(5) == 0 ? Unheard(1, 3) : One("first");

    public string Last() => random.Next(3) switch
    {
        0 => random.Next(12) == 0 ? $"{Unheard(2, 3)}-{Unheard(1, 3)}" : Unheard(2, 4),
        _ => One("last"),
    };

    public string Person() => random.Next(20) switch
    {
        < 8 => $"{First()} {Last()}",
        < 12 => First(),
        < 13 => Last(),
        < 14 => $"{First()} {First()} {Last()}",
        < 15 => $"{First()} {(char)('A' + random.Next(26))}{(random.Next(2) == 0 ? "." : "")} {Last()}",
        < 16 => $"{First()} {Last()} {Last()}",
        < 17 => $"{(char)('A' + random.Next(26))}. {Last()}",
        < 18 => $"{First()} {First()}",
        < 19 => $"{First()} {One("last").ToUpperInvariant()}",
        _ => $"{Last()} {First()}",
    };

    public string Place() => random.Next(10) switch
    {
        < 4 => One("city"),
        < 7 => One("country"),
        < 8 => Greek[random.Next(Greek.Length)],
        < 9 => random.Next(4) == 0 ? $"{Unheard(1, 2)} de {Unheard(1, 3)}" : random.Next(3) == 0 ? $"San {Unheard(1, 3)}" : Unheard(2, 4),
        _ => random.Next(3) == 0 ? Unheard(2, 4).ToUpperInvariant() : $"{Unheard(1, 3)} {One("streetname")}",
    };

    public string Organization() => random.Next(16) switch
    {
        < 3 => One("orgknown"),
        < 5 => $"{Last()} {One("orgend")}",
        < 7 => $"{One("orgword")} {One("orgend")}",
        < 8 => $"{Last()}-{Last()}",
        < 9 => $"{Last()}, {Last()} and {Last()}",
        < 10 => $"{One("orgword")}{One("orgword").ToLowerInvariant()}",
        < 11 => $"{One("orgword")} {One("orgword")} {One("orgend")}",
        < 12 => $"{Unheard(2, 4)} {One("orgend")}",
        < 13 => $"{One("orgword")}{Unheard(1, 2).ToLowerInvariant()}",
        < 14 => $"Bank of {Place()}",
        < 15 => random.Next(2) == 0 ? $"University of {Place()}" : $"{One("city")} {One("orgend")}",
        _ => Unheard(2, 4),
    };

    public string Street()
    {
        var number = Number(random.Next(1, 5));
        return random.Next(16) switch
        {
            < 5 => $"{number} {StreetName()} {One("kindofstreet")}",
            < 6 => $"{StreetName()} {One("kindofstreet")}",
            < 8 => $"{One("germanstem")}{One("germanend")} {number}",
            < 10 => $"{One("nordicstem")}{One("nordicend")} {number}",
            < 11 => $"{Unheard(2, 3)}{One(random.Next(2) == 0 ? "dutchend" : "nordicend")} {number}",
            < 13 => $"{One("romance")} {(random.Next(2) == 0 ? One("romancename") : Unheard(2, 4))}{(random.Next(3) == 0 ? "," : "")} {number}",
            < 14 => $"{number}, {One("romance")} {(random.Next(2) == 0 ? One("romancename") : Unheard(2, 4))}",
            _ => $"{(random.Next(2) == 0 ? One("city") : Unheard(2, 4))} {number}",
        };
    }

    public string Address()
    {
        var street = Street();
        var mark = random.Next(3) switch { 0 => "\n", 1 => "\n ", _ => ", " };
        var unit = random.Next(4) == 0 ? $"{(random.Next(2) == 0 ? " " : mark)}{One("unit")}" : "";
        var code = Zip();
        var city = Place();
        return street + unit + random.Next(10) switch
        {
            < 2 => "",
            < 4 => $"{mark}{city}, {One("state")} {code}",
            < 6 => $"{mark}{code} {city}",
            < 7 => $"{mark}{city}{mark}{One("abroad")}",
            < 8 => $"{mark}{city}{mark}{One("abroad")} {code}",
            _ => $"{mark}{city} {code}",
        };
    }

    /// <summary>A title of a work: words that name nobody.</summary>
    public string Title() => string.Join(' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => One("titleword")));

    public string Zip() => random.Next(8) switch
    {
        0 => Number(4),
        1 => $"{Number(5)}-{Number(4)}",
        2 => $"{(char)('A' + random.Next(26))}{(char)('A' + random.Next(26))}{random.Next(1, 20)} {random.Next(1, 9)}{(char)('A' + random.Next(26))}{(char)('A' + random.Next(26))}",
        3 => $"{Number(4)} {(char)('A' + random.Next(26))}{(char)('A' + random.Next(26))}",
        4 => random.Next(2) == 0 ? Number(3) : $"{Number(3)} {Number(2)}",
        5 => $"{Number(5)}-{Number(3)}",
        _ => Number(5),
    };

    public string Number(int digits) => random.Next((int)Math.Pow(10, digits - 1), (int)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture);

    private string StreetName() => random.Next(4) switch { 0 => Last(), 1 => Unheard(1, 3), 2 => $"{One("streetname")} {(random.Next(3) == 0 ? One("streetname") : "")}".Trim(), _ => One("streetname") };

    private string Unheard(int least, int most)
    {
        var letters = string.Concat(Enumerable.Range(0, random.Next(least, most)).Select(_ => Onsets[random.Next(Onsets.Length)] + Rests[random.Next(Rests.Length)]));
        return char.ToUpperInvariant(letters[0]) + letters[1..];
    }
}
