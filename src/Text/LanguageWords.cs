namespace Parley.Text;

/// <summary>Words without content, by language. They are left out of the index and vote on the language of a text.</summary>
internal static class LanguageWords
{
    public const string English =
        """
        a an the and or but if then than so of to in on at by for from with into onto about as is are was were be been being am do does did
        done doing have has had having will would shall should can could may might must not no nor it its it's this that these those there
        he she they him his her hers their theirs them we us our ours you your yours i me my mine what which who whom whose when where why
        how i'm don't doesn't didn't isn't aren't wasn't can't won't also just very too such some any all both each other while during
        """;

    public const string German =
        """
        der die das den dem des ein eine einen einem einer eines und oder aber wenn dann als so von zu im in am an auf bei für mit ohne um
        über unter aus nach vor ist sind war waren sein wird werden wurde wurden hat haben hatte hatten kann können konnte muss müssen soll
        sollen darf nicht kein keine es er sie wir ihr ich du mir mich ihm ihn ihnen mein meine dein seine seiner ihre ihrer was welche
        welcher welches wer wen wem wann wo warum wie man sich auch nur noch sehr zum zur beim vom dass dieser diese dieses durch
        """;

    public const string French =
        """
        le la les l un une des du de d et ou mais si est sont était étaient être été a ont avait avoir qui que quoi qu dont où dans sur sous pour
        par avec sans en au aux ce cet cette ces il elle ils elles on nous vous je tu me te se son sa ses leur leurs mon ma mes ton ta notre
        votre ne pas plus n s c j quel quelle quels quelles comment pourquoi quand y comme
        """;

    public const string Spanish =
        """
        el la los las un una unos unas de del y o pero si es son era eran ser sido fue fueron ha han había haber que qué quién cuál cuáles
        cuándo dónde cómo cuánto cuántos en sobre para por con sin a al lo le les se su sus mi mis tu tus este esta estos estas ese esa no
        más muy como ya también entre desde hasta nos yo él ella ellos
        """;

    public const string Italian =
        """
        il lo la i gli le un uno una di del della dei delle dello degli e ed o ma se è sono era erano essere stato ha hanno aveva avere che
        chi cosa quale quali quando dove come perché in nel nella nei nelle su sul sulla per con senza a al alla ai alle da dal dalla non più
        si suo sua suoi loro mio tuo questo questa questi queste ci ne anche
        """;

    public const string Portuguese =
        """
        o a os as um uma uns umas de do da dos das e ou mas se é são era eram ser sido foi foram tem têm havia ter que quem qual quais quando
        onde como quanto em no na nos nas sobre para por pelo pela com sem ao aos à não mais muito seu sua seus suas meu minha este esta isso
        também já entre até eu ele ela eles
        """;

    public const string Dutch =
        """
        de het een en of maar als dan van in op aan bij voor met zonder om over onder uit naar is zijn was waren worden wordt werd werden heeft
        hebben had hadden kan kunnen kon moet moeten zal zullen niet geen er hij zij ze wij we jij je u ik mij me zich dit dat deze die wat wie
        welke wanneer waar waarom hoe ook nog te door tot
        """;

    public const string Romanian =
        """
        un o al ai ale a și sau dar dacă este sunt era erau fi fost are au avea care cine ce când unde cum cât câte câți în din pe la pentru
        cu fără de despre prin nu mai foarte se său sa săi lor lui ei acest această aceste acești că să ca după între ca cea cel cei
        """;

    public const string Turkish =
        """
        ve veya ama bir bu şu o da de ki mi mı mu mü ne kim hangi nasıl neden niçin nerede zaman kaç için ile gibi kadar daha çok en değil var
        yok olan olarak oldu olduğu ben sen biz siz onlar her hiç ise
        """;

    public const string Vietnamese =
        """
        là và của các những một cho với được trong có không này đó khi ở từ đã đang sẽ bị ra vào về như thì mà hay hoặc nếu ai gì nào đâu
        tại sao bao nhiêu để do bởi theo người ta
        """;

    public const string Greek =
        """
        ο η το οι τα του της των τον την τους τις ένας μια ένα και ή αλλά αν είναι ήταν να θα που ποιος ποια ποιο ποιοι ποιες τι πότε πού
        πώς πως πόσο πόσα γιατί σε στο στη στην στον στα στις στους από για με χωρίς ως δεν μην όχι αυτό αυτή αυτός
        """;

    public const string Russian =
        """
        и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по ее мне было вот от меня о из ему когда кто этот того
        какой какая какие каком где почему сколько это этого эта эти для был была были быть есть при или если чем их ли до об который которая
        которые которого
        """;

    public const string Arabic =
        """
        في من على إلى عن مع هذا هذه ذلك تلك التي الذي الذين هو هي هم كان كانت يكون ما ماذا متى أين كيف لماذا كم هل أو و ثم قد لا لم لن إن أن
        بعد قبل بين كل أي عند
        """;

    public const string Hindi =
        """
        का के की को में से पर ने और या लेकिन अगर है हैं था थे थी हो होता होती होते क्या कौन कब कहाँ कहां कैसे क्यों कितने कितना कितनी किस किसने
        यह वह ये वे इस उस इन उन एक तक लिए द्वारा साथ भी नहीं ही कर करने किया गया गई गए
        """;
}
