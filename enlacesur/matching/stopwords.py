"""Words that say nothing of what a text is about, and those by which a short text's language is known."""

from enlacesur.core.text import folded

SPANISH = """
a acá adonde ahí al algo algún alguna algunas alguno algunos allá allí ambas ambos ante antes aquel aquella aquellas
aquello aquellos aquí así aun aún aunque bajo bien cada casi cerca como cómo con contra cual cuál cuales cuáles
cualquier cuando cuándo cuanto cuánto cuya cuyas cuyo cuyos de del desde después donde dónde dos durante e él el ella
ellas ellos en entonces entre era eran es esa esas ese eso esos esta está están estaba estaban estado estamos estar
estas este esto estos estoy fue fueron ha haber había habían hace hacen hacer hacia haga hagan han hasta hay he hemos
hicieron hizo incluso ir jamás junto la las le les lo los luego más me menos mi mientras mis misma mismas mismo mismos
mucha muchas mucho muchos muy nada nadie ni ninguna ninguno no nos nosotras nosotros nuestra nuestras nuestro nuestros
nunca o os otra otras otro otros para pero poca pocas poco pocos por porque pueda puede pueden podemos poder podría
primero pues que qué quien quién quienes se sea sean según ser será si sí sido siempre sin sino sobre solamente solo
sólo somos son su sus suya suyo también tampoco tan tanta tantas tanto tantos te tenemos tener tenga tengan tengo tenía
tiene tienen toda todas todavía todo todos tras tres tu tus un una unas uno unos usted ustedes va van varias varios
vez veces y ya yo
necesita necesitamos necesitan necesito necesitaría busca buscamos buscan busco queremos quiere quieren quisiéramos
quisiera ayuda ayudar saber conocer gustaría debe deben debería
"""
PORTUGUESE = """
a acerca agora aí ainda algo alguém algum alguma algumas alguns ali ambas ambos ante antes ao aos apenas após aquela
aquelas aquele aqueles aquilo as às assim até bem cada cá com como contra cuja cujas cujo cujos da daquela daquele das
de dela delas dele deles depois desde dessa desse desta deste disso do dos dois duas durante e é ela elas ele eles em
embora enquanto então entre era eram essa essas esse esses esta está estão estamos estar estas estava estavam este
estes estou eu fará faz fazem fazer fez foi foram for fosse há havia isso isto já jamais junto la lá lhe lhes logo mais
mas me menos mesma mesmas mesmo mesmos meu meus minha minhas muita muitas muito muitos na nada não nas nela nele nem
nenhum nenhuma ninguém no nos nós nossa nossas nosso nossos num numa nunca o onde os ou outra outras outro outros para
pela pelas pelo pelos perante pode podem podemos poder poderia pois por porém porque pouca poucas pouco poucos primeiro
qual quais qualquer quando quanto que quê quem são se seja sejam sem sempre sendo ser será seu seus si sido só sob sobre
somos sou sua suas tal também tampouco tanta tantas tanto tantos tão te tem têm temos tenha tenho ter teve tinha toda
todas todo todos três tu tudo um uma umas uns vai vão várias vários você vocês vez vezes
precisa precisamos precisam preciso precisaria busca buscamos buscam busco procuramos queremos quer querem gostaríamos
gostaria ajuda ajudar saber conhecer deve devem deveria
"""
ENGLISH = """
a about above after again all also am an and any are as at be because been before being below between both but by can
could did do does doing down during each few for from had has have having he her here him his how i if in into is it
its just me more most my no nor not now of off on once only or other our out over own same she should so some such than
that the their them then there these they this those through to too under until up very was we were what when where
which while who why will with would you your need needs want wants looking help
"""


def both_spellings(words: str) -> frozenset[str]:
    """With and without accents, for people type both."""
    return frozenset(spelling for word in words.split() for spelling in (word, folded(word)))


STOPWORDS = {"es": both_spellings(SPANISH), "pt": both_spellings(PORTUGUESE), "en": both_spellings(ENGLISH)}
ANY_STOPWORD = STOPWORDS["es"] | STOPWORDS["pt"]
# Words of one language that the others do not have; what Spanish and Portuguese share with English still tells.
TELLING = {
    "es": STOPWORDS["es"] - STOPWORDS["pt"],
    "pt": STOPWORDS["pt"] - STOPWORDS["es"],
    "en": STOPWORDS["en"] - ANY_STOPWORD,
}

# Words of any story: numbers, dates, measures, light verbs, adjectives and nouns. They tell next to nothing, which a
# small collection cannot know from their frequency.
STORY_SPANISH = """
cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete
dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticinco treinta cuarenta cincuenta sesenta setenta
ochenta noventa cien ciento cientos doscientos trescientos cuatrocientos quinientos mil miles millón millones docena
par mitad tercio cuarto doble primer primero segundo tercero tercer último única único año años mes meses semana día
días hora horas minuto minutos rato tarde mañana noche madrugada mediodía ayer hoy fecha enero febrero marzo abril
mayo junio julio agosto septiembre setiembre octubre noviembre diciembre lunes martes miércoles jueves viernes sábado
sábados domingo domingos verano invierno otoño primavera temporada época siglo metro metros kilómetro kilómetros
cuadra litro kilo kilos tonelada toneladas grado grados porcentaje dólar dólares peso pesos acabar acordar aguantar
alcanzar andar aparecer armar arrancar atender bajar buscar caber caer cambiar cansar cerrar cobrar colocar comenzar
comprar conocer conseguir contestar convenir correr cortar costar creer cubrir cumplir dar decidir decir dejar
depender devolver dormir durar echar elegir empezar encontrar entender entrar entregar enviar escribir escuchar
esperar estar explicar exigir faltar firmar fijar ganar gastar gustar haber hablar hacer intentar ir juntar jugar
lograr llamar llegar llenar llevar mandar meter mirar morir mostrar mover necesitar nacer ocurrir oír olvidar pagar
parar parecer partir pasar pedir pelear pensar perder poner preguntar preocupar preferir prestar probar proponer
quedar quejar querer quitar recibir recordar repetir responder retirar reunir romper saber sacar salir seguir sentir
ser servir sobrar sostener subir suceder tardar tener terminar tirar tocar tomar traer usar vender venir ver visitar
vivir volver vuelta vuelven vuelve abierto ajeno algún alto amplio ancho bajo barato bonito buen bueno caro cerrado
chico claro común contento corto diario difícil diferente distinto duro entero escaso fácil final firme fuerte gran
grande gratis igual justo largo lento libre limpio listo lleno malo mal mayor medio mejor menor mínimo mismo moderno
nuevo peor pequeño pleno poco propio próximo raro rápido real roto seco seguro sencillo siguiente simple solo suelto
total vacío varios viejo amigo anillo arriba abajo adelante adentro afuera adiós atrás bolsa bolsita borde cabeza cada
caja cara cargo carta cosa cuenta cuerpo culpa cuidado dato detalle dueño esquina esto falta favor fila fin fondo
forma foto frente ganas gente golpe gusto hoja idea izquierda derecha lado lista llave lugar mano manera medida mesa
miedo modo montón muestra nombre nota número ojo orden paciencia palabra papel parte paso pedazo pena persona pie
plata poder precio pregunta prueba punta puerta punto rastro respuesta resto resultado ruido salida sentido señal
señor señora sitio sorpresa suerte tamaño tema tiempo tipo título trato turno uso valor ventaja vez vista voz muchacho
medias adrede da dan dio dieron dé den dice dicen dijo dijeron viene vienen vino vinieron pide piden pidió pone ponen
puso trae traen trajo sabe saben supo sale salen salió cae caen sigue siguen siente sirve sirven entera
"""
STORY_PORTUGUESE = """
zero um dois duas três quatro cinco seis sete oito nove dez onze doze treze catorze quatorze quinze dezesseis
dezessete dezoito dezenove vinte trinta quarenta cinquenta sessenta setenta oitenta noventa cem cento centos duzentos
trezentos quatrocentos quinhentos mil milhares milhão milhões dúzia par metade terço quarto dobro primeiro segundo
terceiro último único ano anos mês meses semana dia dias hora horas minuto minutos tarde manhã noite madrugada ontem
hoje data janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro segunda-feira terça
quarta quinta sexta sábado sábados domingo domingos verão inverno outono primavera temporada época século metro metros
quilômetro quilômetros quadra litro quilo quilos tonelada toneladas grau graus porcentagem dólar dólares real reais
acabar adiantar aguentar alcançar andar aparecer arrumar atender atrapalhar baixar buscar caber cair chamar chegar
cobrar colocar começar comprar conhecer conseguir contar continuar correr cortar costumar crer cumprir cuidar dar
decidir deixar demorar depender descer descobrir devolver dizer dormir durar encher entender entrar entregar enviar
escolher escrever escutar esperar estar explicar exigir falar faltar fazer fechar ficar fica fixar ganhar gastar
gostar haver ir jogar juntar levar ligar mandar mexer montar morrer mostrar mover mudar nascer olhar ouvir pagar parar
parecer partir passar pedir pegar pensar perder perguntar poder pôr precisar preferir prestar propor puxar quebrar
querer receber reclamar repetir responder reunir sair saber seguir sentir separar ser servir sobrar subir somar tentar
ter terminar tirar tocar tomar topar trancar trazer trocar usar vender ver vir visitar viver voltar volta vem vão dá
sei sabe fizeram fizemos tem deu aberto alheio alto amplo antigo baixo barato bom boa bonito caro certo cheio claro
comum contente curto diário difícil diferente direto duro escasso fácil fechado final firme forte fraco grande grátis
igual inteiro justo largo lento limpo livre longo mau maior melhor menor mesmo mínimo médio moderno novo pior pequeno
pleno pouco próprio próximo raro rápido seco seguro seguinte simples solto sozinho total vazio velho vários amigo
acima abaixo adiante dentro fora atrás beirada cabeça cada caixa cara cargo carta caso coisa conta corpo culpa dado
detalhe dinheiro dono esquina falta favor fila fim fundo forma foto frente vontade gente golpe gosto folha ideia
esquerda direita jeito lado lista chave lugar mão maneira medida mesa medo modo monte amostra nome nota número olho
ordem palavra papel parte passo pedaço pena perto longe pessoa pé preço pergunta prova ponta porta ponto resposta
resto resultado barulho saída sentido sinal senhor senhora sítio sorte tamanho tema tempo tipo título trato turno uso
valor vantagem vez vista voz rapaz moço trecho
dão deram diz dizem disse veio vieram pede pedem põe põem pôs traz trazem soube sai saem cai caem
"""
STORY = {"es": STORY_SPANISH.split(), "pt": STORY_PORTUGUESE.split(), "en": []}
