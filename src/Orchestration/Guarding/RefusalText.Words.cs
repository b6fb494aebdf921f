namespace Parley.Orchestration;

/// <content>The words, by language.</content>
internal sealed partial record RefusalText
{
    private static readonly Dictionary<string, RefusalText> BuiltIn = new()
    {
        ["en"] = new(
            "I cannot help with this request.", "I cannot go on with this answer.", "I do not answer this myself: a person will look at it.",
            "I am sorry that you are going through this, and you do not have to bear it alone. Please talk to somebody you trust now, or to a crisis line where you live; if you are in danger, call the local emergency number."),
        ["de"] = new(
            "Bei dieser Anfrage kann ich nicht helfen.", "Diese Antwort kann ich nicht weiterführen.", "Das beantworte ich nicht selbst: Ein Mensch wird es sich ansehen.",
            "Es tut mir leid, dass es dir so geht, und du musst das nicht allein tragen. Sprich bitte jetzt mit jemandem, dem du vertraust, oder mit einem Krisentelefon an deinem Ort; bei akuter Gefahr ruf den örtlichen Notruf an."),
        ["fr"] = new(
            "Je ne peux pas donner suite à cette demande.", "Je ne peux pas poursuivre cette réponse.", "Je n’y réponds pas moi-même : une personne va l’examiner.",
            "Je suis désolé que vous traversiez cela, et vous n’avez pas à le porter seul. Parlez dès maintenant à une personne de confiance ou à une ligne d’écoute près de chez vous ; en cas de danger, appelez le numéro d’urgence local."),
        ["es"] = new(
            "No puedo ayudar con esta petición.", "No puedo continuar con esta respuesta.", "No respondo a esto yo mismo: lo verá una persona.",
            "Siento que estés pasando por esto, y no tienes que llevarlo a solas. Habla ahora con alguien de confianza o con una línea de ayuda de tu zona; si hay peligro, llama al número de emergencias local."),
        ["it"] = new(
            "Non posso aiutare con questa richiesta.", "Non posso proseguire con questa risposta.", "Non rispondo io a questo: lo esaminerà una persona.",
            "Mi dispiace che tu stia vivendo questo momento: non devi affrontarlo da solo. Parla ora con una persona di cui ti fidi o con una linea d’ascolto della tua zona; se c’è pericolo, chiama il numero di emergenza locale."),
        ["pt"] = new(
            "Não posso ajudar com este pedido.", "Não posso continuar com esta resposta.", "Não respondo a isto sozinho: uma pessoa vai analisá-lo.",
            "Lamento que esteja a passar por isto, e não tem de o carregar sozinho. Fale agora com alguém de confiança ou com uma linha de apoio da sua região; se houver perigo, ligue para o número de emergência local."),
        ["nl"] = new(
            "Met dit verzoek kan ik niet helpen.", "Ik kan met dit antwoord niet verdergaan.", "Dit beantwoord ik niet zelf: een medewerker kijkt ernaar.",
            "Wat naar dat je dit doormaakt; je hoeft het niet alleen te dragen. Praat nu met iemand die je vertrouwt of met een hulplijn bij jou in de buurt; is er gevaar, bel dan het plaatselijke alarmnummer."),
        ["pl"] = new(
            "Nie mogę pomóc w tej sprawie.", "Nie mogę kontynuować tej odpowiedzi.", "Nie odpowiem na to sam: zajmie się tym człowiek.",
            "Przykro mi, że przez to przechodzisz, i nie musisz dźwigać tego w pojedynkę. Porozmawiaj teraz z kimś zaufanym albo z telefonem zaufania w swojej okolicy; w razie zagrożenia zadzwoń pod lokalny numer alarmowy."),
        ["ro"] = new(
            "Nu pot ajuta cu această cerere.", null, null,
            "Îmi pare rău că treci prin asta și nu trebuie să duci totul de unul singur. Vorbește acum cu cineva de încredere sau cu o linie de sprijin din zona ta; dacă e pericol, sună la numărul local de urgență."),
        ["tr"] = new(
            "Bu istekte yardımcı olamam.", null, null,
            "Bunu yaşadığın için üzgünüm; bunu tek başına taşımak zorunda değilsin. Lütfen şimdi güvendiğin biriyle ya da bulunduğun yerdeki bir kriz hattıyla konuş; tehlike varsa yerel acil numarayı ara."),
        ["vi"] = new(
            "Tôi không thể giúp với yêu cầu này.", null, null,
            "Tôi rất tiếc khi bạn phải trải qua điều này, và bạn không phải chịu đựng một mình. Hãy nói chuyện ngay với người bạn tin tưởng hoặc đường dây hỗ trợ tại nơi bạn sống; nếu nguy hiểm, hãy gọi số khẩn cấp địa phương."),
        ["sv"] = new(
            "Jag kan inte hjälpa till med den här begäran.", null, null,
            "Jag är ledsen att du går igenom det här, och du behöver inte bära det ensam. Prata nu med någon du litar på eller med en stödlinje där du bor; är det fara, ring det lokala nödnumret."),
        ["da"] = new(
            "Jeg kan ikke hjælpe med denne anmodning.", null, null,
            "Jeg er ked af, at du går igennem det her, og du behøver ikke bære det alene. Tal nu med en, du stoler på, eller med en krisetelefon, hvor du bor; er der fare, så ring til det lokale alarmnummer."),
        ["nb"] = new(
            "Jeg kan ikke hjelpe med denne forespørselen.", null, null,
            "Jeg er lei for at du går gjennom dette, og du trenger ikke bære det alene. Snakk nå med noen du stoler på, eller med en krisetelefon der du bor; er det fare, ring det lokale nødnummeret."),
        ["cs"] = new(
            "S tímto požadavkem nemohu pomoci.", null, null,
            "Je mi líto, čím procházíte, a nemusíte na to být sami. Promluvte si teď s někým, komu věříte, nebo s krizovou linkou ve svém okolí; hrozí-li nebezpečí, zavolejte na místní tísňovou linku."),
        ["fi"] = new(
            "En voi auttaa tässä pyynnössä.", null, null,
            "Olen pahoillani, että käyt läpi tällaista; sinun ei tarvitse kantaa sitä yksin. Puhu nyt jollekulle, johon luotat, tai alueesi kriisipuhelimeen; jos on vaara, soita paikalliseen hätänumeroon."),
        ["hu"] = new(
            "Ebben a kérésben nem tudok segíteni.", null, null,
            "Sajnálom, hogy ezen mész keresztül, és nem kell egyedül cipelned. Beszélj most valakivel, akiben megbízol, vagy egy helyi lelkisegély-vonallal; ha veszély van, hívd a helyi segélyhívót."),
        ["id"] = new(
            "Saya tidak dapat membantu permintaan ini.", null, null,
            "Saya ikut prihatin atas yang Anda alami, dan Anda tidak harus menanggungnya sendiri. Bicaralah sekarang dengan orang yang Anda percaya atau layanan krisis di tempat Anda; jika ada bahaya, hubungi nomor darurat setempat."),
        ["ru"] = new(
            "Я не могу помочь с этим запросом.", null, null,
            "Мне жаль, что вам так тяжело, и вы не обязаны нести это в одиночку. Поговорите сейчас с тем, кому доверяете, или с телефоном доверия там, где вы живёте; если есть опасность, позвоните по местному номеру экстренной помощи."),
        ["uk"] = new(
            "Я не можу допомогти з цим запитом.", null, null,
            "Мені шкода, що вам так важко, і ви не мусите нести це на самоті. Поговоріть зараз із тим, кому довіряєте, або з лінією підтримки там, де ви живете; якщо є небезпека, зателефонуйте за місцевим номером екстреної допомоги."),
        ["el"] = new(
            "Δεν μπορώ να βοηθήσω με αυτό το αίτημα.", null, null,
            "Λυπάμαι που το περνάτε αυτό, και δεν χρειάζεται να το σηκώσετε μόνοι. Μιλήστε τώρα με κάποιον που εμπιστεύεστε ή με μια γραμμή βοήθειας στον τόπο σας· αν υπάρχει κίνδυνος, καλέστε τον τοπικό αριθμό έκτακτης ανάγκης."),
        ["ar"] = new(
            "لا يمكنني المساعدة في هذا الطلب.", null, null,
            "يؤسفني ما تمر به، ولست مضطرا إلى تحمله وحدك. تحدث الآن إلى شخص تثق به أو إلى خط مساعدة في بلدك، وإن كان هناك خطر فاتصل برقم الطوارئ المحلي."),
        ["zh"] = new(
            "我无法协助处理这个请求。", null, null,
            "很难过你正在经历这些，你不必独自承受。请现在就和你信任的人，或当地的心理援助热线谈一谈；如有危险，请拨打当地的紧急电话。"),
        ["ja"] = new(
            "このご依頼にはお応えできません。", null, null,
            "つらい思いをされているのですね。ひとりで抱え込まなくて大丈夫です。いま、信頼できる人やお住まいの地域の相談窓口に話してください。危険が迫っているときは、地域の緊急通報番号に電話してください。"),
        ["ko"] = new(
            "이 요청은 도와드릴 수 없습니다.", null, null,
            "힘든 시간을 보내고 계시는군요. 혼자 감당하지 않으셔도 됩니다. 지금 믿을 수 있는 사람이나 지역 상담 전화에 이야기해 주세요. 위험한 상황이라면 지역 긴급 전화로 연락해 주세요."),
    };
}
