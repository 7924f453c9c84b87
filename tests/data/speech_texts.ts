/** What is said in the speech that `make_speech.ts` makes. */

export const sentence = "The old gardener planted three rows of beans behind the kitchen wall.";

/** For word times: sentences of different length with pauses of different length after them. */
export const passage: { text: string; pauseSeconds: number }[] = [
  { text: "The baker in our street opens his shop before the sun comes up.", pauseSeconds: 0.2 },
  { text: "He lights the oven, weighs the flour, and listens to the radio.", pauseSeconds: 0.5 },
  { text: "By the time the first customers arrive, the shelves are full of fresh rolls.", pauseSeconds: 1.2 },
  { text: "My sister likes the dark loaf with seeds, but I prefer the soft white one.", pauseSeconds: 0.1 },
  { text: "On Sundays we walk along the river and share a bag of cookies.", pauseSeconds: 2.0 },
  { text: "Last winter the oven broke, and for two weeks we ate fruit for breakfast.", pauseSeconds: 0.3 },
  { text: "Nobody complained, because everyone knew how hard he worked.", pauseSeconds: 0.8 },
  { text: "A mechanic came from the next town and replaced a small metal part.", pauseSeconds: 3.0 },
  { text: "When he opened the shop again, people stood in line around the corner.", pauseSeconds: 0.4 },
  { text: "The baker smiled, shook his head, and gave the children some cake.", pauseSeconds: 1.0 },
  { text: "That is how I learned to wait for good things.", pauseSeconds: 0.6 },
  { text: "I still think of it whenever I smell coffee in the morning.", pauseSeconds: 0.5 },
];

/** Different sentences, of which a test makes long recordings whose order it knows. */
export const fluent: string[] = [
  "The train to the coast leaves from the last platform on the left.",
  "She keeps her paintings in a dry room under the roof.",
  "Our neighbor repairs old clocks and sells them at the market.",
  "We could see the snow on the mountains from the kitchen window.",
  "He forgot his umbrella and arrived at the office completely wet.",
  "The library closes early on Friday because of the concert.",
  "My grandfather taught me how to sharpen a pencil with a knife.",
  "A small boat crossed the lake without making any sound.",
  "They planted a cherry tree in front of the new school.",
  "I bought a bicycle with a basket for carrying vegetables.",
  "The wind blew the newspaper across the empty parking lot.",
  "The museum has a room full of dinosaur bones and old maps.",
  "We mixed the paint until it was the color of honey.",
  "The pilot announced that the flight would land ahead of time.",
  "The soup needs more salt and a little lemon juice.",
  "The engineer checked every screw before the machine was started.",
  "The tickets were sold out within a few minutes.",
  "He carried the heavy box up the stairs without any help.",
  "The moon was so bright that we did not need a lamp.",
  "My cousin collects stamps from countries that no longer exist.",
  "A dog followed us from the station to the hotel.",
  "The river froze last January and people skated on it.",
  "She opened the envelope slowly and began to smile.",
  "We switched off the lights and listened to the storm.",
  "The cook washed the apples and put them in a wooden bowl.",
  "Our team won the final game in the last minute.",
  "The old bridge was closed because of the flood.",
  "We followed the narrow path through the forest until noon.",
  "The nurse opened the window to let in some fresh air.",
  "He found the missing key in the pocket of his winter coat.",
  "The factory makes shoes for people who work in hospitals.",
  "The judge listened to both sides before making a decision.",
  "They painted the front door green and the fence white.",
  "The ship will leave the harbor tomorrow at noon.",
  "My mother grows tomatoes and beans behind the garage.",
  "Nobody knew where the strange music was coming from.",
  "The bus was late, so we walked to the theater.",
  "He poured the coffee slowly and looked out of the window.",
  "The new road goes around the village and over the hill.",
  "A famous writer lived in this house for many years.",
  "The police found the stolen car near the airport.",
  "We need more chairs for the guests who come tonight.",
  "The boy dropped his ice cream and started to cry.",
  "Her uncle works in a bank and travels every week.",
  "The water in the lake is too cold for swimming.",
  "They decided to sell the farm and move to the city.",
  "The president will speak to the nation this evening.",
  "The horse jumped over the fence and ran across the field.",
];

export const spanish = {
  voice: "es",
  wordsPerMinute: 140,
  text: "La profesora explica la historia de la ciudad a los niños. El doctor trabaja en un hospital muy grande. " +
    "El presidente habla con los estudiantes de la universidad. La música de la fiesta no me deja dormir.",
};
