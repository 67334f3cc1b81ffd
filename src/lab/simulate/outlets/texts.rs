//! What outlets say: sentences on current affairs and on culture in five
//! languages, each put together from three parts, and the keywords by which
//! they are known.

use std::fmt::Write;

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

/// The sentences of a language: who, does what, when.
struct Sentences {
    language: &'static str,
    affairs: [&'static [&'static str]; 3],
    culture: [&'static [&'static str]; 3],
    affairs_words: &'static [&'static str],
    culture_words: &'static [&'static str],
}

static SENTENCES: [Sentences; 5] = [
    Sentences {
        language: "en",
        affairs: [
            &["The parliament", "The foreign minister", "The president of the republic", "The election commission"],
            &[
                "rejected the new sanctions",
                "spoke about the war at the border",
                "demanded a different vote",
                "answered the opposition",
            ],
            &["after a night of long talks", "while thousands waited outside", "before the summit of next week"],
        ],
        culture: [
            &["The museum of the old town", "A young orchestra", "The festival on the river", "Our recipe of the day"],
            &[
                "opens its doors for families",
                "shows how grandmother did it",
                "brings together singers and dancers",
                "invites everybody to a concert",
            ],
            &["all through the summer months", "with music until late at night", "as it did a hundred years ago"],
        ],
        affairs_words: &[
            "parliament",
            "minister",
            "president*",
            "election*",
            "sanction*",
            "war",
            "vote",
            "opposition",
            "summit",
        ],
        culture_words: &["museum", "orchestra", "festival", "recipe", "concert", "music"],
    },
    Sentences {
        language: "es",
        affairs: [
            &[
                "El parlamento",
                "La ministra de exteriores",
                "El presidente de la república",
                "La comisión de elecciones",
            ],
            &[
                "rechazó las nuevas sanciones",
                "habló de la guerra en la frontera",
                "pidió repetir la votación",
                "respondió a la oposición",
            ],
            &[
                "después de una larga noche de reuniones",
                "mientras miles de personas esperaban fuera",
                "antes de la cumbre de la próxima semana",
            ],
        ],
        culture: [
            &[
                "El museo de la ciudad vieja",
                "Una orquesta de jóvenes",
                "El festival junto al río",
                "Nuestra receta del día",
            ],
            &[
                "abre sus puertas a las familias",
                "enseña cómo lo hacía la abuela",
                "reúne a cantantes y bailarines",
                "invita a todos a un concierto",
            ],
            &["durante todos los meses del verano", "con música hasta muy tarde", "como hace ya cien años"],
        ],
        affairs_words: &[
            "parlamento",
            "ministr*",
            "president*",
            "eleccion*",
            "sancion*",
            "guerra",
            "votación",
            "oposición",
            "cumbre",
        ],
        culture_words: &["museo", "orquesta", "festival", "receta", "concierto", "música"],
    },
    Sentences {
        language: "fr",
        affairs: [
            &[
                "Le parlement",
                "La ministre des affaires étrangères",
                "Le président de la république",
                "La commission des élections",
            ],
            &[
                "a rejeté les nouvelles sanctions",
                "a parlé de la guerre à la frontière",
                "a demandé un autre vote",
                "a répondu à l'opposition",
            ],
            &[
                "après une longue nuit de discussions",
                "pendant que des milliers de gens attendaient dehors",
                "avant le sommet de la semaine prochaine",
            ],
        ],
        culture: [
            &[
                "Le musée de la vieille ville",
                "Un orchestre de jeunes",
                "Le festival au bord du fleuve",
                "Notre recette du jour",
            ],
            &[
                "ouvre ses portes aux familles",
                "montre comment faisait la grand-mère",
                "réunit des chanteurs et des danseurs",
                "invite tout le monde à un concert",
            ],
            &[
                "pendant tous les mois d'été",
                "avec de la musique jusque tard dans la nuit",
                "comme il y a déjà cent ans",
            ],
        ],
        affairs_words: &[
            "parlement",
            "ministre*",
            "président*",
            "élection*",
            "sanction*",
            "guerre",
            "vote",
            "opposition",
            "sommet",
        ],
        culture_words: &["musée", "orchestre", "festival", "recette", "concert", "musique"],
    },
    Sentences {
        language: "de",
        affairs: [
            &["Das Parlament", "Die Außenministerin", "Der Präsident der Republik", "Die Kommission für die Wahlen"],
            &[
                "lehnte die neuen Sanktionen ab",
                "sprach über den Krieg an der Grenze",
                "verlangte eine andere Abstimmung",
                "antwortete der Opposition",
            ],
            &[
                "nach einer langen Nacht voller Gespräche",
                "während draußen Tausende warteten",
                "vor dem Gipfel in der nächsten Woche",
            ],
        ],
        culture: [
            &[
                "Das Museum in der alten Stadt",
                "Ein Orchester von jungen Leuten",
                "Das Festival am Fluss",
                "Unser Rezept für heute",
            ],
            &[
                "öffnet seine Türen für Familien",
                "zeigt, wie es die Großmutter machte",
                "bringt Sänger und Tänzer zusammen",
                "lädt alle zu einem Konzert ein",
            ],
            &["in allen Monaten des Sommers", "mit Musik bis spät in die Nacht", "wie schon vor hundert Jahren"],
        ],
        affairs_words: &[
            "parlament",
            "außenminister*",
            "präsident*",
            "wahlen",
            "sanktion*",
            "krieg",
            "abstimmung",
            "opposition",
            "gipfel",
        ],
        culture_words: &["museum", "orchester", "festival", "rezept", "konzert", "musik"],
    },
    Sentences {
        language: "pt",
        affairs: [
            &[
                "O parlamento",
                "A ministra dos negócios estrangeiros",
                "O presidente da república",
                "A comissão das eleições",
            ],
            &[
                "rejeitou as novas sanções",
                "falou sobre a guerra na fronteira",
                "pediu uma nova votação",
                "respondeu à oposição",
            ],
            &[
                "depois de uma longa noite de conversas",
                "enquanto milhares de pessoas esperavam lá fora",
                "antes da cimeira da próxima semana",
            ],
        ],
        culture: [
            &[
                "O museu da cidade velha",
                "Uma orquestra de jovens",
                "O festival junto ao rio",
                "A nossa receita do dia",
            ],
            &[
                "abre as suas portas às famílias",
                "mostra como fazia a avó",
                "junta cantores e bailarinos",
                "convida todos para um concerto",
            ],
            &["durante todos os meses do verão", "com música até muito tarde", "como há já cem anos"],
        ],
        affairs_words: &[
            "parlamento",
            "ministr*",
            "president*",
            "eleições",
            "sanções",
            "guerra",
            "votação",
            "oposição",
            "cimeira",
        ],
        culture_words: &["museu", "orquestra", "festival", "receita", "concerto", "música"],
    },
];

/// A sentence.
pub(super) fn text(language: &str, is_current_affairs: bool, rng: &mut Pcg64Mcg) -> String {
    let sentences = SENTENCES.iter().find(|sentences| sentences.language == language).unwrap_or(&SENTENCES[0]);
    let parts = if is_current_affairs { &sentences.affairs } else { &sentences.culture };
    let words = parts.iter().map(|part| part[rng.random_range(0..part.len())]);
    words.collect::<Vec<_>>().join(" ")
}

/// The keywords of the texts as a file of topics.
pub fn topics_toml() -> String {
    let politics = topic("politics", |sentences| sentences.affairs_words);
    let culture = topic("culture", |sentences| sentences.culture_words);
    format!(
        "# Topics that count as current global events and affairs.\ncurrent_affairs = [\"politics\"]\n{politics}{culture}"
    )
}

/// The keywords of one topic by language.
fn topic(name: &str, words: impl Fn(&'static Sentences) -> &'static [&'static str]) -> String {
    let mut toml = format!("\n[topics.{name}]\n");
    for sentences in &SENTENCES {
        let words: Vec<String> = words(sentences).iter().map(|word| format!("\"{word}\"")).collect();
        // Writing into a String cannot fail.
        let _ = writeln!(toml, "{} = [{}]", sentences.language, words.join(", "));
    }
    toml
}
