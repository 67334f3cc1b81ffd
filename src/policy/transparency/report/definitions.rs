//! What the words of a report mean, and where its numbers end.

/// What the words mean, each with its meaning.
pub const DEFINITIONS: [(&str, &str); 12] = [
    (
        "Network",
        "Accounts that work together, mislead about who they are or what they want, and try to influence public \
         discourse. One covert influence operation is one network. What an account says is no part of this.",
    ),
    (
        "Accounts in the network",
        "The accounts that were removed with it. A network counts once, in the month in which they were removed.",
    ),
    (
        "Followers of the network",
        "Accounts that followed at least one member at the time of removal. One that followed several members counts \
         once.",
    ),
    (
        "Detection source",
        "Internal: found by the platform's own investigation. External: found because of someone else's lead, which \
         the platform then investigated itself.",
    ),
    (
        "Operated from",
        "Where the people behind the network worked, as far as technical and behavioural evidence shows. It says \
         nothing about who paid them, and is no statement about a government.",
    ),
    (
        "Political discourse",
        "The network was aimed at politics: parties, politicians, governments, elections, wars or political causes.",
    ),
    ("Elections", "Elections that the network tried to influence, by name, country and day."),
    (
        "Re-established accounts",
        "Accounts removed in the month because they belonged to networks disrupted before and tried to come back. They \
         are counted apart and are not among the accounts of networks.",
    ),
    (
        "Not reported, not public, not known",
        "Not reported: nobody states which networks were removed in that month. Not public: it is not published. Not \
         known: nobody could tell. None of them is 0.",
    ),
    ("At least", "Not everything that the sum is over is known: it is this or more."),
    (
        "Linked to state-controlled media",
        "Evidence links the network to an outlet of the registry of state-controlled media. Published are outlets that \
         carried a label when the network was removed. The outlet's own accounts are not among the network's.",
    ),
    (
        "Confidence",
        "High: several independent kinds of evidence agree and no innocent explanation is left. Moderate: the \
         evidence points one way, and a gap or another explanation is left. Low: the evidence is thin or of one kind. \
         Unless it is high, the description says that it is an assessment.",
    ),
];

/// Where the numbers end.
pub const LIMITS: [&str; 5] = [
    "Only networks that were found and confirmed are here. More networks in a month can mean more operations, or \
     better detection.",
    "Followers of different networks may be the same accounts: the sums of followers count them once for each \
     network. Followers need not be people, and say little about how many saw a network's posts.",
    "A network that was operated from, or targeted, several countries counts in each of them: the sums by country \
     can exceed the totals.",
    "Numbers are as of the removal. What was found about a network later is not in them.",
    "The description is of what the accounts did together. Evidence that would help the people behind them to hide \
     is left out.",
];
